"""A member of the board signs by a link of one use and a code that she is told another way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from punos_payouts import signing
from punos_payouts.models import SignatureRequest
from sqlalchemy import select

from punos import clock
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import PASSWORD, Tenants

from .claiming import BOARD, CODE, LINK, Office, code_in, is_signed, office, signatures, wrong
from .ledgers import pair

SIGN = "/payouts/sign"


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    made = office(tenants, app)
    made.make()
    return made


def test_member_of_the_board_signs_by_link_and_code(here: Office) -> None:
    answer = here.ask()
    code = code_in(answer)
    assert LINK.search(answer.text) is None
    chair = here.board_member()
    shown = chair.get(SIGN).text
    for word in ("€1,800.00", "3 × €500.00", "A funder", "Maija Esimerkki"):
        assert word in shown
    thanks = chair.follow(chair.post(SIGN, {"code": code}))
    assert "You have signed the claim" in thanks.text
    assert is_signed(here)
    claim = here.claim()
    assert (claim.signed_how, claim.signed_by, claim.signed_name) == (
        "link",
        None,
        "Maija Esimerkki",
    )
    said = here.maker.get(here.page).text
    assert f"by a link that was sent to {BOARD}, with a code" in said
    assert here.send().status_code == 303


def test_page_of_the_link_names_nobody_behind_the_claim(here: Office) -> None:
    here.ask()
    shown = here.board_member().get(SIGN).text
    body = shown[shown.index("<main") : shown.index("</main>")]
    assert here.association.canary not in body


def test_mail_tells_neither_code_nor_amount(here: Office) -> None:
    code = code_in(here.ask())
    (mail,) = here.mails()
    for word in (code, code.replace(" ", ""), "1,800", "A funder"):
        assert word not in mail.subject + mail.body


def test_code_is_shown_once_and_kept_nowhere(here: Office) -> None:
    code = code_in(here.ask())
    assert CODE.search(here.maker.get(here.page).text) is None
    with here.association.work() as work:
        request = work.session.scalars(select(SignatureRequest)).one()
        assert code.replace(" ", "") not in request.code_hash


def test_form_that_is_sent_twice_asks_once_with_one_code(here: Office) -> None:
    codes = {code_in(here.ask(once="a" * 32)) for _one in range(2)}
    assert len(codes) == 1
    assert len(here.mails()) == 1


def test_new_link_ends_the_one_before(here: Office) -> None:
    here.ask("wrong@people.example.org")
    first = here.link("wrong@people.example.org")
    here.ask()
    assert Client(here.app, here.association.host).get(first).status_code == 404
    assert here.board_member().get(SIGN).status_code == 200


def test_wrong_code_is_counted_and_the_fifth_ends_the_link(here: Office) -> None:
    code = code_in(here.ask())
    chair = here.board_member()
    for left in (4, 3, 2, 1):
        chair.get(SIGN)
        said = chair.follow(chair.post(SIGN, {"code": wrong(code)})).text
        assert ("once more" if left == 1 else f"{left} more times") in said
    ended = chair.follow(chair.post(SIGN, {"code": wrong(code)}))
    assert "The link does not work any more" in ended.text
    assert chair.post(SIGN, {"code": code}).status_code in (303, 404)
    assert Client(here.app, here.association.host).get(here.link()).status_code == 404
    assert not is_signed(here)


def test_wrong_codes_from_many_browsers_are_counted_together(here: Office) -> None:
    code = code_in(here.ask())
    for _one in range(5):
        browser = here.board_member()
        browser.get(SIGN)
        browser.post(SIGN, {"code": wrong(code)})
    assert Client(here.app, here.association.host).get(here.link()).status_code == 404
    with here.association.work() as work:
        assert work.session.scalars(select(SignatureRequest.tries)).one() == 5


def test_link_signs_once(here: Office) -> None:
    code = code_in(here.ask())
    chair, other = here.board_member(), here.board_member()
    for browser in (chair, other):
        browser.get(SIGN)
    assert chair.post(SIGN, {"code": code}).status_code == 303
    assert other.post(SIGN, {"code": code}).status_code in (303, 404)
    assert chair.post(SIGN, {"code": code}).status_code in (303, 404)
    assert Client(here.app, here.association.host).get(here.link()).status_code == 404
    assert signatures(here) == 1


def test_two_clicks_at_one_moment_sign_once(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_in(here.ask())
    chairs = [here.board_member() for _one in range(2)]
    for chair in chairs:
        chair.get(SIGN)
    waits = lambda: somebody_waits(here.association.deployment)  # noqa: E731
    began: threading.Event = pause(monkeypatch, signing, "use_link", waits)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(chairs[0].post, SIGN, {"code": code})
        assert began.wait(20)
        other = pool.submit(chairs[1].post, SIGN, {"code": code})
    answers = sorted((one.result().status_code, other.result().status_code))
    assert answers in ([303, 303], [303, 404], [303, 409])
    assert signatures(here) == 1


def test_link_does_not_sign_a_claim_that_has_changed(here: Office) -> None:
    code = code_in(here.ask())
    chair = here.board_member()
    chair.get(SIGN)
    here.act("line", line=str(here.line_id("jobs")), out="yes")
    assert chair.post(SIGN, {"code": code}).status_code in (303, 404)
    assert not is_signed(here)


def test_maker_cannot_sign_by_the_link_in_her_own_browser(here: Office) -> None:
    code = code_in(here.ask())
    here.maker.follow(here.maker.get(here.link()))
    assert here.maker.get(SIGN).status_code == 200
    answer = here.maker.post(SIGN, {"code": code})
    assert answer.status_code == 409
    assert "somebody else has to sign it" in answer.text
    assert not is_signed(here)
    chair = here.board_member()
    chair.get(SIGN)
    assert chair.post(SIGN, {"code": code}).status_code == 303
    assert is_signed(here)


def test_whoever_asked_cannot_sign_by_the_link_in_her_own_browser(here: Office) -> None:
    here.act("ask", here.signer, name="Maija", email=BOARD, language="en")
    code = code_in(here.act("ask", here.signer, name="Maija", email=BOARD, language="en"))
    here.signer.follow(here.signer.get(here.link()))
    here.signer.get(SIGN)
    assert here.signer.post(SIGN, {"code": code}).status_code == 409


def test_link_is_too_old_after_a_week(here: Office) -> None:
    with clock.at(clock.now() - timedelta(days=8)):
        here.association.signed_in(here.maker)
        here.ask()
    assert Client(here.app, here.association.host).get(here.link()).status_code == 404


@pytest.mark.parametrize("whose", ["maker", "association"])
def test_link_goes_to_no_address_of_those_concerned(here: Office, app: Flask, whose: str) -> None:
    address = "office@people.example.org"
    client = here.maker
    if whose == "maker":
        address = here.association.account("coordinator")
        client = Client(app, here.association.host)
        client.follow(client.sign_in(address, PASSWORD))
        pair(here.association, here.slug)
        here.act("recalculate", client)
    told = {"name": "Maija", "email": address.upper(), "language": "en"}
    answer = here.act("ask", client, **told)
    assert answer.status_code == 422
    assert "Ask somebody" in answer.text
    assert here.mails(address.upper()) == []


def test_signature_of_a_colleague_ends_the_link(here: Office) -> None:
    here.ask()
    assert here.sign().status_code == 303
    assert Client(here.app, here.association.host).get(here.link()).status_code == 404


def test_control_without_the_browsers_account_the_maker_could_sign_by_the_link(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody asks who is signed in, the mailbox and the code are all that there is."""
    code = code_in(here.ask())
    monkeypatch.setattr(signing, "concerned", lambda _claim: set())
    with here.association.work() as work:
        work.session.scalars(select(SignatureRequest)).one().asked_by = None
    here.maker.follow(here.maker.get(here.link()))
    here.maker.get(SIGN)
    assert here.maker.post(SIGN, {"code": code}).status_code == 303
    assert is_signed(here)
