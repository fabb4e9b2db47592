"""Claims are worked out from what is earned, change with it, and move money once for each step."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from punos_payouts import claims, sending
from punos_payouts.models import Agreement, Claim, ClaimItem
from sqlalchemy import select

from punos.audit.models import AuditEvent
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Tenants

from .claiming import Office, office
from .ledgers import agree, line_of, pair, pairs, running_cycle, withdraw

WHOLE = 3 * 50_000 + 2 * 15_000


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    return office(tenants, app)


def newest_outcome(here: Office) -> object:
    with here.association.work() as work:
        return work.session.scalars(select(Outcome.id).order_by(Outcome.id.desc()).limit(1)).one()


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
    withdraw(here.association, newest_outcome(here))  # type: ignore[arg-type]
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


# Sending, decisions and payments by hand


def test_claim_of_a_funder_that_never_signs_in_is_written_down_by_hand(here: Office) -> None:
    here.sent()
    assert (here.claim().state, here.claim().sent_how) == ("submitted", "hand")
    assert here.balance()["claimed"] == WHOLE
    here.answer("approved")
    assert here.balance()["approved"] == WHOLE
    here.pay("1000")
    claim = here.claim()
    assert (claim.state, claim.paid_cents) == ("approved", 100_000)
    assert "€800.00 is not paid yet" in here.maker.get(here.page).text
    here.pay("800")
    assert here.claim().state == "paid"
    assert here.balance() == {
        "promised": -WHOLE,
        "earned": 0,
        "claimed": 0,
        "approved": 0,
        "paid": WHOLE,
    }
    assert "All of it is paid" in here.maker.get(here.page).text


def test_claim_is_not_sent_without_a_signature(here: Office) -> None:
    here.make()
    assert here.send().status_code == 409
    assert here.transfers("submitted") == 0


def test_sending_asks_first_and_twice_is_once(here: Office) -> None:
    here.make()
    here.sign()
    assert "Have you sent this claim to A funder?" in here.act("send").text
    assert here.claim().state == "draft"
    for _one in range(2):
        assert here.send().status_code == 303
    assert here.claim().turn == 1
    assert here.transfers("submitted") == 2


def test_two_who_send_at_one_moment_send_once(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.make()
    here.sign()
    page = here.page
    for client in (here.maker, here.signer):
        client.get(page)
    waits = lambda: somebody_waits(here.association.deployment)  # noqa: E731
    began: threading.Event = pause(monkeypatch, sending, "_submit", waits)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(here.maker.post, f"{page}/send", {"sure": "yes"})
        assert began.wait(20)
        other = pool.submit(here.signer.post, f"{page}/send", {"sure": "yes"})
    assert {one.result().status_code, other.result().status_code} == {303}
    assert here.claim().turn == 1
    assert here.transfers("submitted") == 2


def test_next_claim_waits_until_the_funder_has_decided(here: Office) -> None:
    here.sent()
    pair(here.association, here.slug)
    address = f"/payouts/agreements/{here.agreement_id}/claim"
    shown = here.maker.follow(here.maker.post(address)).text
    assert "The funder has not decided on the claim before" in shown
    here.answer("approved")
    here.make()
    assert here.claim().amount_cents == 50_000


def test_returned_claim_is_changed_and_sent_again(here: Office) -> None:
    here.sent()
    here.answer("returned", reason1="Which employer?")
    shown = here.maker.get(here.page).text
    assert here.claim().state == "returned"
    assert "Which employer?" in shown
    assert here.balance()["earned"] == WHOLE
    here.act("reopen")
    assert here.claim().signed_hash is None
    assert "Which employer?" in here.maker.get(here.page).text
    here.act("line", line=str(here.line_id("jobs")), out="yes")
    assert here.send().status_code == 409  # it is not signed any more
    here.sign()
    here.send()
    claim = here.claim()
    assert (claim.state, claim.turn, claim.amount_cents) == ("submitted", 2, 150_000)
    assert here.balance()["claimed"] == 150_000
    assert here.balance()["earned"] == 30_000


def test_claim_that_came_back_is_signed_by_whoever_has_not_opened_it(here: Office) -> None:
    """Of two workers the first makes and the second signs; opened by the second, the first signs."""
    here.sent()
    here.answer("returned")
    here.act("reopen", here.signer)
    assert here.sign(here.signer).status_code == 409
    assert here.sign(here.maker).status_code == 303


def test_answer_is_not_written_down_twice_otherwise(here: Office) -> None:
    here.approved()
    assert here.answer("approved").status_code == 303
    assert here.answer("returned").status_code == 409
    assert here.transfers("approved") == 2


def test_payment_never_goes_beyond_what_was_approved(here: Office) -> None:
    here.approved()
    assert here.pay("1800.01").status_code == 409
    here.pay("1799.99")
    assert here.pay("0.02").status_code == 409
    assert here.pay("0.01").status_code == 303
    assert sum(here.payments()) == WHOLE


def test_payment_form_that_is_sent_twice_records_once(here: Office) -> None:
    here.approved()
    once = "0190a000-0000-7000-8000-000000000001"
    for _one in range(2):
        assert here.pay("900", once).status_code == 303
    assert here.payments() == [90_000]


def test_payment_before_approval_or_of_a_day_ahead_is_refused(here: Office) -> None:
    here.sent()
    assert here.pay("10").status_code == 409
    here.answer("approved")
    assert here.pay("10", paid_on="2100-01-01").status_code == 422
    assert here.payments() == []


def test_partial_payments_are_split_over_lines_to_the_cent(here: Office) -> None:
    here.approved()
    for euros in ("0.01", "333.33", "1000", "466.66"):
        assert here.pay(euros).status_code == 303
    assert here.claim().state == "paid"
    assert line_of(here.association, here.agreement_id, "pairs").paid_cents == 150_000
    assert line_of(here.association, here.agreement_id, "jobs").paid_cents == 30_000


# What falls away after it was paid


def test_employment_withdrawn_after_payment_is_deducted_from_the_next_claim(here: Office) -> None:
    here.paid()
    withdraw(here.association, newest_outcome(here))  # type: ignore[arg-type]
    here.make()
    assert here.claim().amount_cents == -15_000
    assert "More fell away than was earned since" in here.maker.get(here.page).text
    assert here.sign().status_code == 409
    pair(here.association, here.slug)
    here.act("recalculate")
    assert here.lines() == {"pairs": (1, 50_000, None), "jobs": (-1, -15_000, None)}
    assert "-1 × €150.00 = -€150.00" in here.maker.get(here.page).text
    here.sign()
    here.send()
    here.answer("approved")
    here.pay("350")
    assert here.claim().state == "paid"
    stands = line_of(here.association, here.agreement_id, "jobs")
    assert (stands.earned_cents, stands.claimed_cents, stands.paid_cents) == (15_000,) * 3
    assert here.balance()["paid"] == WHOLE + 50_000 - 15_000


def test_pair_that_ended_while_the_claim_was_with_the_funder_is_deducted_later(
    here: Office,
) -> None:
    here.sent()
    withdraw(here.association, newest_outcome(here))  # type: ignore[arg-type]
    here.answer("approved")
    here.make()
    assert here.claim().amount_cents == -15_000


def test_pair_that_fell_away_while_the_claim_came_back_is_dropped_without_a_deduction(
    here: Office,
) -> None:
    here.sent()
    withdraw(here.association, newest_outcome(here))  # type: ignore[arg-type]
    here.answer("returned")
    here.act("reopen")
    assert here.lines()["jobs"] == (1, 15_000, None)


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
