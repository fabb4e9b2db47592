"""What leaves for the funder, and what comes back: once, in order, and without anybody’s name."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from punos_payouts.border_kinds import CLAIM, PAYMENT, REPORT
from punos_payouts.models import Claim, Payment
from punos_payouts.payments import NotYet, receive_payment, split
from punos_payouts.reading import agreement_by_id
from punos_payouts.sending import on_claim_status, send_report
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from punos import clock
from punos.border import courier
from punos.border.kinds import NotThisKind, known
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import accept, decline, send
from punos.desk.service import switch_plugin
from punos.errors import Refused
from punos.extend import PluginState
from punos.ids import new_id
from tests.support.dying import Dying, Killed
from tests.support.tenants import Association, Tenants

from .claiming import WHOLE, Office, office

CLAIM_FIELDS = {
    "agreement_number",
    "number",
    "turn",
    "reference",
    "made_on",
    "lines",
    "total_cents",
    "currency",
}
LINE_FIELDS = {"code", "kind", "units", "amount_cents", "earned_units", "earned_cents"}


@pytest.fixture
def funder(tenants: Tenants) -> Association:
    made = tenants.make(kind="funder")
    made.switch_on("payouts")
    return made


@pytest.fixture
def here(tenants: Tenants, app: Flask, funder: Association) -> Office:
    made = office(tenants, app)
    made.give_to(funder)
    return made


def decided(here: Office, funder: Association, verb: Any, **reasons: str) -> None:
    """The funder decides on what arrived last, and word of it comes back."""
    with funder.work() as work:
        query = select(InboxItem).where(InboxItem.kind == CLAIM).order_by(InboxItem.id.desc())
        item = work.session.scalars(query).first()
        assert item is not None
        verb(work, item.id, {"reasons": reasons})
        item_id = item.id
    courier.report(funder.deployment, funder.record, item_id)


def approved(here: Office, funder: Association) -> Claim:
    here.sent()
    here.carry()
    decided(here, funder, accept)
    return here.claim()


def pay(here: Office, funder: Association, cents: int, **changed: Any) -> UUID:
    """The funder tells of a payment; the outbox row's id."""
    claim = here.claim()
    told = {
        "agreement_number": "A-1",
        "claim_number": claim.number,
        "reference": claim.reference,
        "amount_cents": cents,
        "paid_on": clock.today().isoformat(),
        **changed,
    }
    with funder.work() as work:
        item_id = send(work, PAYMENT, here.association.record.id, told).id
    courier.carry(funder.deployment, funder.record, item_id)
    return item_id


def state_at(funder: Association, item_id: UUID) -> str:
    with funder.work() as work:
        return work.session.scalars(select(OutboxItem.state).where(OutboxItem.id == item_id)).one()


# What leaves


def test_claim_leaves_as_counts_amounts_and_numbers(here: Office, funder: Association) -> None:
    claim = here.sent()
    assert (claim.state, claim.sent_how) == ("submitted", "border")
    assert set(claim.payload) == CLAIM_FIELDS
    assert all(set(line) == LINE_FIELDS for line in claim.payload["lines"])
    assert (
        claim.payload["total_cents"]
        == WHOLE
        == sum(line["amount_cents"] for line in claim.payload["lines"])
    )
    assert "on its way" in here.maker.get(here.page).text
    here.carry()
    assert "The claim is with the funder" in here.maker.get(here.page).text
    with funder.work() as work:
        assert work.session.scalars(select(InboxItem.payload)).one() == claim.payload


def test_nothing_that_leaves_names_anybody_or_any_row(here: Office, funder: Association) -> None:
    """Every person of the association carries its canary, and every row an id."""
    claim = here.sent()
    here.carry()
    with here.association.work() as work:
        send_report(work, agreement_by_id(work, here.agreement_id))
    with here.association.work() as work:
        left = [json.dumps(one.payload) for one in work.session.scalars(select(OutboxItem))]
    assert len(left) == 2
    for text in left:
        assert here.association.canary not in text
        assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text) is None
        assert str(claim.id) not in text


@pytest.mark.parametrize(
    "more",
    [
        {"name": "Amina"},
        {"note": "Amina"},
        {"total_cents": "1"},
        {"total_cents": 0},
        {"currency": "USD"},
    ],
)
def test_payload_with_anything_else_is_no_claim(more: dict[str, Any]) -> None:
    line = dict.fromkeys(("units", "amount_cents", "earned_units", "earned_cents"), 1)
    told = {
        "agreement_number": "A-1",
        "number": "2026-001",
        "turn": 1,
        "reference": "RF341234561",
        "made_on": "2026-01-05",
        "lines": [{"code": "pairs", "kind": "unit", **line}],
        "total_cents": 1,
        "currency": "EUR",
    }
    known(CLAIM).checked(told)
    with pytest.raises(NotThisKind):
        known(CLAIM).checked({**told, **more})


def test_line_of_a_payload_with_a_name_is_no_claim() -> None:
    line = dict.fromkeys(("units", "amount_cents", "earned_units", "earned_cents"), 1)
    told = {"agreement_number": "A-1", "as_of": "2026-01-05"}
    whole = {"code": "pairs", "kind": "unit", "earned_units": 1, "earned_cents": 1}
    known(REPORT).checked({**told, "lines": [whole]})
    with pytest.raises(NotThisKind):
        known(REPORT).checked({**told, "lines": [{**whole, **line, "name": "Amina"}]})


def test_report_tells_how_the_agreement_stands(here: Office, funder: Association) -> None:
    with here.association.work() as work:
        item_id = send_report(work, agreement_by_id(work, here.agreement_id)).id
    courier.carry(here.association.deployment, here.association.record, item_id)
    with funder.work() as work:
        payload = work.session.scalars(select(InboxItem.payload)).one()
    lines = {
        line["code"]: (line["earned_units"], line["earned_cents"]) for line in payload["lines"]
    }
    assert lines == {"pairs": (3, 150_000), "jobs": (2, 30_000)}


# What comes back


def test_approved_claim_moves_the_money_once(here: Office, funder: Association) -> None:
    claim = approved(here, funder)
    assert (claim.state, claim.approved_cents, claim.decided_how) == ("approved", WHOLE, "border")
    item_id = claim.outbox_id
    for _one in range(3):
        with here.association.work() as work:
            item = work.session.scalars(select(OutboxItem).where(OutboxItem.id == item_id)).one()
            on_claim_status(work, item)
    assert here.balance()["approved"] == WHOLE
    assert here.transfers("approved") == 2


def test_returned_claim_shows_the_reasons_beside_its_lines(
    here: Office, funder: Association
) -> None:
    here.sent()
    here.carry()
    decided(here, funder, decline, jobs="Which <b>employer</b>?")
    assert here.lines()["jobs"][2] == "Which <b>employer</b>?"
    shown = here.maker.get(here.page).text
    assert "Which &lt;b&gt;employer&lt;/b&gt;?" in shown
    assert "The funder has sent the claim back" in shown
    assert here.balance()["claimed"] == 0


def test_returned_claim_is_sent_again_as_the_second_turn(here: Office, funder: Association) -> None:
    first = here.sent()
    here.carry()
    decided(here, funder, decline, jobs="Which employer?")
    here.act("reopen")
    here.act("line", line=str(here.line_id("jobs")), out="yes")
    here.sign()
    here.send()
    here.carry()
    claim = here.claim()
    assert (claim.turn, claim.payload["turn"], claim.number) == (2, 2, first.number)
    assert claim.outbox_id != first.outbox_id
    decided(here, funder, accept)
    assert here.claim().state == "approved"
    assert here.balance()["approved"] == 150_000


def test_word_of_an_earlier_turn_changes_nothing(here: Office, funder: Association) -> None:
    here.sent()
    here.carry()
    first = here.claim().outbox_id
    decided(here, funder, decline, jobs="Which employer?")
    here.act("reopen")
    here.sign()
    here.send()
    with here.association.work() as work:
        item = work.session.scalars(select(OutboxItem).where(OutboxItem.id == first)).one()
        on_claim_status(work, item)
    assert here.claim().state == "submitted"
    assert here.balance()["claimed"] == WHOLE


def test_claim_that_never_arrives_comes_back(here: Office, funder: Association) -> None:
    here.sent()
    with funder.work() as work:
        switch_plugin(work, "payouts", PluginState.AVAILABLE)
    here.carry()
    claim = here.claim()
    assert (claim.state, claim.decided_how) == ("returned", "undelivered")
    assert "The claim did not arrive" in here.maker.get(here.page).text
    assert here.balance()["earned"] == WHOLE


@pytest.mark.parametrize("at", [2, 3])
def test_claim_that_the_funder_may_hold_is_not_taken_for_undelivered(
    here: Office, funder: Association, at: int
) -> None:
    item_id = here.sent().outbox_id
    with pytest.raises(Killed):
        courier.carry(
            Dying(here.association.deployment, at, before_commit=False),
            here.association.record,
            item_id,
        )
    with funder.work() as work:
        switch_plugin(work, "payouts", PluginState.OFF)
    here.carry()
    is_there = at == 3
    assert here.claim().state == ("submitted" if is_there else "returned")
    assert here.balance()["claimed"] == (WHOLE if is_there else 0)


def test_answer_of_a_funder_with_a_desk_is_not_written_by_hand(
    here: Office, funder: Association
) -> None:
    here.sent()
    assert here.answer("approved").status_code == 404
    approved_page = f"{here.page}/payment"
    assert here.maker.get(approved_page).status_code == 404
    assert here.claim().state == "submitted"


# Payments


def test_payment_that_is_told_is_recorded_in_parts(here: Office, funder: Association) -> None:
    approved(here, funder)
    first = pay(here, funder, 100_000)
    assert state_at(funder, first) == "delivered"
    assert (here.claim().state, here.claim().paid_cents) == ("approved", 100_000)
    pay(here, funder, 80_000)
    assert here.claim().state == "paid"
    assert here.balance()["paid"] == WHOLE


def test_payment_that_is_carried_ten_times_is_recorded_once(
    here: Office, funder: Association
) -> None:
    approved(here, funder)
    item_id = pay(here, funder, 10_000)
    for _one in range(10):
        with funder.work() as work:
            item = work.session.scalars(select(OutboxItem).where(OutboxItem.id == item_id)).one()
            item.state, item.due_at = "waiting", clock.now()
        courier.carry(funder.deployment, funder.record, item_id)
        with here.association.work() as work:
            receive_payment(work, work.session.scalars(select(InboxItem)).one())
    assert here.payments() == [10_000]


def test_payment_beyond_what_was_approved_is_refused(here: Office, funder: Association) -> None:
    approved(here, funder)
    pay(here, funder, 100_000)
    beyond = pay(here, funder, WHOLE - 100_000 + 1)
    assert state_at(funder, beyond) == "failed"
    assert here.payments() == [100_000]


@pytest.mark.parametrize(
    "changed",
    [{"claim_number": "2026-999"}, {"agreement_number": "A-2"}, {"reference": "RF341234561"}],
)
def test_payment_for_another_claim_is_refused(
    here: Office, funder: Association, changed: dict[str, str]
) -> None:
    approved(here, funder)
    assert state_at(funder, pay(here, funder, 10_000, **changed)) == "failed"
    assert here.payments() == []


def test_payment_told_by_another_tenant_is_refused(
    here: Office, funder: Association, tenants: Tenants
) -> None:
    approved(here, funder)
    stranger = tenants.make(kind="funder")
    stranger.switch_on("payouts")
    assert state_at(stranger, pay(here, stranger, 10_000)) == "failed"
    assert here.payments() == []


def test_payment_that_overtakes_the_approval_waits_for_it(
    here: Office, funder: Association
) -> None:
    here.sent()
    here.carry()
    with pytest.raises(NotYet):
        pay(here, funder, 10_000)
    decided(here, funder, accept)
    with funder.work() as work:
        query = select(OutboxItem.id).where(OutboxItem.kind == PAYMENT)
        waiting = work.session.scalars(query).one()
    courier.carry(funder.deployment, funder.record, waiting)
    assert here.payments() == [10_000]


def test_payment_is_never_beyond_approval_in_the_database_either(
    here: Office, funder: Association
) -> None:
    approved(here, funder)
    with pytest.raises(IntegrityError, match="paid"), here.association.work() as work:
        work.session.scalars(select(Claim)).one().paid_cents = WHOLE + 1


def test_split_is_exact_and_never_beyond_a_share() -> None:
    weights = {new_id(): cents for cents in (50_000, -15_000, 333, 1)}
    whole = sum(weights.values())
    left = dict(weights)
    for amount in (1, 7, 1000, 33_333, whole - 34_341):
        shares = split(amount, left)
        assert sum(shares.values()) == amount
        for key, share in shares.items():
            assert 0 <= share <= left[key] or left[key] <= share <= 0
            left[key] -= share
    assert set(left.values()) == {0}
    for wrong in (0, -1, whole + 1):
        with pytest.raises(ValueError, match="more than"):
            split(wrong, weights)


def test_report_to_a_funder_without_a_desk_is_refused(tenants: Tenants, app: Flask) -> None:
    alone = office(tenants, app)
    with pytest.raises(Refused), alone.association.work() as work:
        send_report(work, agreement_by_id(work, alone.agreement_id))
    with alone.association.work() as work:
        assert work.session.scalars(select(Payment)).all() == []
