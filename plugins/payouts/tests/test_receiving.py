"""What arrives at a funder's desk: once, in order, and nothing of anybody."""

from datetime import timedelta
from typing import Any

import pytest
from punos_payouts.deciding import record_payment, return_claim
from punos_payouts.models import ReceivedClaim, ReceivedReport
from sqlalchemy import select

from punos import clock
from punos.border import courier
from punos.border.kinds import NotThisKind
from punos.border.models import OutboxItem
from punos.border.service import send
from punos.desk.service import switch_plugin
from punos.extend import PluginState
from tests.support.tenants import Tenants

from .desks import Desk, claim_payload, desk, find, one_line


@pytest.fixture
def here(tenants: Tenants) -> Desk:
    return desk(tenants)


def figures(here: Desk, agreement: str = "A-1") -> tuple[int, dict[str, Any]] | None:
    """What the desk knows to be earned: the sum, and the cents of each line."""
    with here.funder.work() as work:
        query = select(ReceivedReport).where(ReceivedReport.agreement_number == agreement)
        found = work.session.scalars(query).one_or_none()
        if found is None:
            return None
        return found.earned_cents, {code: one["cents"] for code, one in found.lines.items()}


def report(lines: dict[str, int], days: int = 0) -> dict[str, Any]:
    """Figures as a grantee sends them."""
    told = [
        {"code": code, "kind": "unit", "earned_units": 1, "earned_cents": cents}
        for code, cents in lines.items()
    ]
    as_of = clock.today() + timedelta(days=days)
    return {"agreement_number": "A-1", "as_of": as_of.isoformat(), "lines": told}


def test_parcel_carried_twice_is_received_once(here: Desk) -> None:
    item_id = here.post()
    assert [here.carry(item_id), here.carry(item_id)] == ["delivered", "delivered"]
    with here.grantee.work() as work:
        item = work.session.scalars(select(OutboxItem).where(OutboxItem.id == item_id)).one()
        item.state, item.due_at = "waiting", clock.now()
    assert here.carry(item_id) == "delivered"
    assert len(here.claims()) == 1


def test_newer_turn_takes_the_place_of_one_that_waits(here: Desk) -> None:
    here.send()
    here.send(turn=2)
    assert [(one.turn, one.state) for one in here.claims()] == [(1, "withdrawn"), (2, "received")]


def test_newer_turn_leaves_the_reasons_of_one_that_was_returned(here: Desk) -> None:
    first = here.send()
    with here.funder.work() as work:
        return_claim(work, find(work, first), {"pairs": "Two, not three"})
    here.send(turn=2)
    assert [one.state for one in here.claims()] == ["returned", "received"]
    assert here.claim(first).reasons == {"pairs": "Two, not three"}


def test_earlier_turn_that_arrives_late_is_no_longer_to_decide_on(here: Desk) -> None:
    here.send(turn=2)
    here.send(turn=1)
    assert [(one.turn, one.state) for one in here.claims()] == [(2, "received"), (1, "withdrawn")]


def test_turn_that_is_here_already_does_not_arrive(here: Desk) -> None:
    here.send()
    assert here.carry(here.post(lines=[one_line(9)])) == "failed"
    assert [one.amount_cents for one in here.claims()] == [150_000]


def test_claim_that_was_approved_does_not_arrive_again(here: Desk) -> None:
    here.approved()
    assert here.carry(here.post(turn=2)) == "failed"
    assert [one.state for one in here.claims()] == ["approved"]


def test_same_number_of_another_sender_is_another_claim(here: Desk, tenants: Tenants) -> None:
    other = tenants.make()
    other.switch_on("payouts")
    here.approved()
    here.send(sender=other)
    assert [one.state for one in here.claims()] == ["approved", "received"]
    assert {one.sender_id for one in here.claims()} == {
        here.grantee.record.id,
        other.record.id,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"total_cents": 1},
        {"lines": [{**one_line(75_000), "earned_units": 1, "earned_cents": 1}] * 2},
    ],
)
def test_claim_whose_lines_do_not_make_it_does_not_arrive(
    here: Desk, wrong: dict[str, Any]
) -> None:
    assert here.carry(here.hand_over("claim", claim_payload() | wrong)) == "failed"
    assert here.claims() == []


@pytest.mark.parametrize(
    "more",
    [
        {"name": "Outi Esimerkki"},
        {"note": "Outi has found work"},
        {"currency": "SEK"},
        {"lines": [{**one_line(1), "earned_units": 1, "earned_cents": 1, "who": "Outi"}]},
    ],
)
def test_claim_that_tells_more_than_counts_and_amounts_does_not_leave(
    here: Desk, more: dict[str, Any]
) -> None:
    with pytest.raises(NotThisKind):
        here.hand_over("claim", claim_payload() | more)


def test_desk_that_rests_gets_its_claims_when_it_is_back(here: Desk) -> None:
    item_id = here.post()
    switch(here, PluginState.SUSPENDED)
    assert here.carry(item_id) == "waiting"
    switch(here, PluginState.ON)
    assert here.carry(item_id) == "delivered"


def switch(here: Desk, state: PluginState) -> None:
    """Let the funder's desk rest, or not."""
    with here.funder.work() as work:
        switch_plugin(work, "payouts", state)


def test_claims_tell_what_was_earned_of_their_own_lines(here: Desk) -> None:
    here.send("M-1", lines=[{**one_line(100), "earned_cents": 500}])
    here.send("M-2", lines=[{**one_line(10, "lump", "camp"), "earned_cents": 40}])
    assert figures(here) == (540, {"pairs": 500, "camp": 40})


def test_turn_that_arrives_late_tells_nothing_of_what_is_earned(here: Desk) -> None:
    here.send(turn=2, lines=[{**one_line(100), "earned_cents": 600}])
    here.send(turn=1, lines=[{**one_line(100), "earned_cents": 500}])
    assert figures(here) == (600, {"pairs": 600})


def test_report_tells_of_all_lines_and_an_older_one_of_none(here: Desk) -> None:
    here.carry(here.hand_over("report", report({"pairs": 500, "camp": 40}, -2)))
    here.carry(here.hand_over("report", report({"pairs": 300}, -1)))
    assert figures(here) == (300, {"pairs": 300})
    here.carry(here.hand_over("report", report({"pairs": 999}, -5)))
    assert figures(here) == (300, {"pairs": 300})


def test_word_of_a_payment_that_failed_is_kept_with_the_item_alone(here: Desk) -> None:
    """A grantee whose plugin does not know the claim: the desk's own books stay as they are."""
    received_id = here.approved()
    with here.funder.work() as work:
        record_payment(work, find(work, received_id), 100, clock.today())
        sent = work.session.scalars(select(OutboxItem)).one().id
    courier.carry(here.funder.deployment, here.funder.record, sent)
    with here.funder.work() as work:
        item = work.session.scalars(select(OutboxItem).where(OutboxItem.id == sent)).one()
        assert item.state == "failed"
    assert here.payments(received_id) == [100]


def test_association_takes_in_neither_claims_nor_figures(here: Desk, tenants: Tenants) -> None:
    other = tenants.make()
    other.switch_on("payouts")
    for kind, payload in (("claim", claim_payload()), ("report", report({"pairs": 100}))):
        with here.grantee.work() as work:
            item_id = send(work, kind, other.record.id, payload).id
        assert here.carry(item_id) == "failed"
    with other.work() as work:
        for table in (ReceivedClaim, ReceivedReport):
            assert work.session.scalars(select(table)).all() == []
