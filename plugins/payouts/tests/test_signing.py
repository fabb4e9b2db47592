"""A second person signs: never whoever made the claim, never another content, never twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from punos_payouts import signing
from punos_payouts.models import Claim
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Tenants

from .claiming import Office, is_signed, office, signatures
from .ledgers import pair

SIGN = "/payouts/sign"


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    made = office(tenants, app)
    made.make()
    return made


# By a colleague who signs in


def test_colleague_signs_and_the_claim_says_so(here: Office) -> None:
    assert "You have signed the claim" in here.signer.follow(here.sign()).text
    assert is_signed(here)
    assert "signed in here" in here.maker.get(here.page).text


def test_whoever_made_the_claim_cannot_sign_it(here: Office) -> None:
    shown = here.maker.get(here.page).text
    assert "somebody else has to sign it" in shown
    assert f"{here.page}/sign" not in shown
    assert here.sign(here.maker).status_code == 409
    assert not is_signed(here)


def test_whoever_changed_the_claim_cannot_sign_it(here: Office) -> None:
    pair(here.association, here.slug)
    here.act("recalculate", here.signer)
    assert here.sign(here.signer).status_code == 409
    assert here.sign(here.maker).status_code == 409


def test_control_without_the_check_in_python_the_database_refuses_its_own_maker(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "why_not_sign", lambda _work, _claim: None)
    assert here.sign(here.maker).status_code == 409
    assert not is_signed(here)
    with pytest.raises(IntegrityError, match="four_eyes"), here.association.work() as work:
        claim = work.session.scalars(select(Claim)).one()
        claim.signed_by, claim.signed_how = claim.made_by, "account"
        claim.signed_hash = claim.content_hash


def test_control_the_database_refuses_to_send_what_is_not_signed_as_it_is(here: Office) -> None:
    here.sign()
    with pytest.raises(IntegrityError, match="signed"), here.association.work() as work:
        claim = work.session.scalars(select(Claim)).one()
        claim.state, claim.content_hash = "submitted", "0" * 64


def test_change_takes_the_signature_away_and_asks_first(here: Office) -> None:
    here.sign()
    pair(here.association, here.slug)
    assert "If anything changes, the signature goes" in here.act("recalculate").text
    assert is_signed(here)
    here.act("recalculate", sure="yes")
    assert here.claim().signed_hash is None
    assert here.send().status_code == 409
    assert here.claim().state == "draft"


def test_line_left_out_takes_the_signature_away(here: Office) -> None:
    here.sign()
    here.act("line", line=str(here.line_id("jobs")), out="yes", sure="yes")
    assert here.claim().signed_hash is None


def test_working_it_out_again_without_a_change_keeps_the_signature(here: Office) -> None:
    here.sign()
    here.act("recalculate", sure="yes")
    assert is_signed(here)


def test_what_is_signed_is_what_the_signer_saw(here: Office) -> None:
    seen = here.claim().content_hash
    here.signer.get(here.page)
    here.act("line", line=str(here.line_id("jobs")), out="yes")
    assert here.signer.post(f"{here.page}/sign", {"content": seen}).status_code == 409
    assert not is_signed(here)


def test_two_signatures_at_one_moment_are_one(
    here: Office, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = here.association.signed_in(Client(app))
    told = {"content": here.claim().content_hash}
    for client in (here.signer, third):
        client.get(here.page)
    waits = lambda: somebody_waits(here.association.deployment)  # noqa: E731
    began: threading.Event = pause(monkeypatch, signing, "_write", waits)
    page = here.page
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(here.signer.post, f"{page}/sign", told)
        assert began.wait(20)
        other = pool.submit(third.post, f"{page}/sign", told)
    assert sorted((one.result().status_code, other.result().status_code)) == [303, 409]
    assert signatures(here) == 1


def test_form_that_is_sent_twice_signs_once(here: Office) -> None:
    for _one in range(2):
        assert here.sign().status_code == 303
    assert signatures(here) == 1
