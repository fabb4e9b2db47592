"""A funder that never signs in: what was sent, answered and paid is written down by hand, once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from punos_payouts import sending

from tests.support.races import pause, somebody_waits
from tests.support.tenants import Tenants

from .claiming import WHOLE, Office, newest_outcome, office
from .ledgers import line_of, pair, withdraw


@pytest.fixture
def here(tenants: Tenants, app: Flask) -> Office:
    return office(tenants, app)


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
    withdraw(here.association, newest_outcome(here))
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
    withdraw(here.association, newest_outcome(here))
    here.answer("approved")
    here.make()
    assert here.claim().amount_cents == -15_000


def test_pair_that_fell_away_while_the_claim_came_back_is_dropped_without_a_deduction(
    here: Office,
) -> None:
    here.sent()
    withdraw(here.association, newest_outcome(here))
    here.answer("returned")
    here.act("reopen")
    assert here.lines()["jobs"] == (1, 15_000, None)
