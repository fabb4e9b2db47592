"""Claims are worked out from what is earned, change with it, and move money once for each step."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from punos_payouts import claims
from punos_payouts.models import Agreement, Claim, ClaimItem
from sqlalchemy import select

from punos.audit.models import AuditEvent
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Tenants

from .claiming import WHOLE, Office, newest_outcome, office
from .ledgers import agree, pair, pairs, running_cycle, withdraw


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    return office(tenants, app)


# Making


def test_claim_holds_all_that_was_not_claimed_yet(here: Office) -> None:
    shown = here.make().text
    assert here.claim().amount_cents == WHOLE
    assert here.lines() == {"pairs": (3, 150_000, None), "jobs": (2, 30_000, None)}
    assert "3 × €500.00 = €1,500.00" in shown
    assert "Claim of €1,800.00" in shown


def test_claim_is_made_once_however_often_the_form_is_sent(here: Office) -> None:
    for _one in range(3):
        here.make()
    with here.association.work() as work:
        assert len(work.session.scalars(select(Claim)).all()) == 1


def test_two_claims_made_at_one_moment_are_one(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/payouts/agreements/{here.agreement_id}/claim"
    for client in (here.maker, here.signer):
        client.get(address)
    waits = lambda: somebody_waits(here.association.deployment)  # noqa: E731
    began: threading.Event = pause(monkeypatch, claims, "_new_claim", waits)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(here.maker.post, address)
        assert began.wait(20)
        other = pool.submit(here.signer.post, address)
    assert {one.result().status_code, other.result().status_code} == {303}
    with here.association.work() as work:
        assert len(work.session.scalars(select(Claim)).all()) == 1


def test_nothing_to_claim_makes_no_claim(here: Office) -> None:
    here.paid()
    shown = here.make().text
    assert "There is nothing to claim yet" in shown


def test_numbers_and_references_count_on_within_a_year(here: Office) -> None:
    first = here.paid()
    pair(here.association, here.slug)
    here.make()
    second = here.claim()
    assert int(second.number[-3:]) == int(first.number[-3:]) + 1
    assert first.reference != second.reference


def test_line_below_a_minimum_that_is_a_condition_waits(
    here: Office, tenants: Tenants, app: Flask
) -> None:
    association = tenants.make()
    association.switch_on("payouts")
    agreement_id = agree(association, pairs(min_units=5, min_mode="condition"))
    slug = running_cycle(association)
    for _one in range(4):
        pair(association, slug)
    client = association.signed_in(Client(app))
    address = f"/payouts/agreements/{agreement_id}/claim"
    shown = client.get(address).text
    assert "1 more is needed before anything of it is paid" in shown
    assert "There is nothing to claim yet" in client.follow(client.post(address)).text
    pair(association, slug)
    client.post(address)
    with association.work() as work:
        assert work.session.scalars(select(Claim.amount_cents)).one() == 250_000


# Changing


def test_what_fell_away_is_told_and_taken_out(here: Office) -> None:
    here.make()
    withdraw(here.association, newest_outcome(here))
    assert "Something in this claim fell away" in here.maker.get(here.page).text
    assert here.sign().status_code == 409
    here.act("recalculate", sure="yes")
    assert here.lines()["jobs"] == (1, 15_000, None)


def test_what_is_earned_later_can_be_taken_in(here: Office) -> None:
    here.make()
    pair(here.association, here.slug)
    assert "1 more has been earned since" in here.maker.get(here.page).text
    here.act("recalculate")
    assert here.claim().amount_cents == WHOLE + 50_000


def test_line_left_out_waits_for_the_next_claim(here: Office) -> None:
    here.make()
    here.act("line", line=str(here.line_id("jobs")), out="yes")
    assert list(here.lines()) == ["pairs"]
    assert "is left for a later claim" in here.maker.get(here.page).text
    here.sign()
    here.send()
    here.answer("approved")
    here.make()
    assert here.lines() == {"jobs": (2, 30_000, None)}


def test_line_can_be_taken_in_again(here: Office) -> None:
    here.make()
    for out in ("yes", "no"):
        here.act("line", line=str(here.line_id("jobs")), out=out)
    assert here.claim().amount_cents == WHOLE


def test_line_of_another_agreement_is_absent(here: Office) -> None:
    agree(here.association, pairs(), number="A-2")
    here.make()
    with here.association.work() as work:
        other = work.session.scalars(select(Agreement.id).where(Agreement.number == "A-2")).one()
    assert here.act("line", line=str(other), out="yes").status_code == 404


def test_thrown_away_claim_asks_first_and_can_be_made_again(here: Office) -> None:
    here.make()
    page = here.page
    assert "Throw this claim away?" in here.act("discard").text
    assert here.maker.get(page).status_code == 200
    here.act("discard", sure="yes")
    assert here.maker.get(page).status_code == 404
    here.make()
    assert here.claim().amount_cents == WHOLE


def test_claim_that_was_sent_is_not_thrown_away(here: Office) -> None:
    here.sent()
    assert here.act("discard", sure="yes").status_code == 409
    here.answer("returned")
    here.act("reopen")
    assert here.act("discard", sure="yes").status_code == 409


def test_note_stays_here_and_voids_nothing(here: Office) -> None:
    here.make()
    here.sign()
    here.act("note", note="Ask Liisa first")
    assert here.claim().signed_hash == here.claim().content_hash
    here.send()
    assert "Liisa" not in str(here.claim().payload)


def test_each_step_is_audited_by_ids_alone(here: Office) -> None:
    here.paid()
    with here.association.work() as work:
        rows = work.session.scalars(select(AuditEvent).where(AuditEvent.action.like("payouts.%")))
        actions = {row.action for row in rows}
    assert actions >= {
        "payouts.claim_made",
        "payouts.claim_signed",
        "payouts.claim_submitted",
        "payouts.claim_approved",
        "payouts.payment_recorded",
    }


def test_list_of_claims_and_file(here: Office) -> None:
    number = here.paid().number
    assert number in here.maker.get("/payouts/claims").text
    file = here.maker.get("/payouts/claims?format=csv")
    assert file.mimetype == "text/csv"
    assert "1800.00" in file.text


def test_reader_sees_the_claim_and_changes_nothing(here: Office, app: Flask) -> None:
    here.make()
    reader = here.association.signed_in(Client(app), "readonly")
    shown = reader.get(here.page)
    assert shown.status_code == 200
    assert "<form" not in shown.text.split("<main")[1].split("</main>")[0]
    for verb in ("recalculate", "discard", "send", "sign", "note", "line", "ask", "annex"):
        assert reader.post(f"{here.page}/{verb}", {"sure": "yes"}).status_code == 404
    with here.association.work() as work:
        assert work.session.scalars(select(ClaimItem)).all()
