"""What a funder decides: it draws on what was promised and on the pool, and never on more."""

from datetime import timedelta

import pytest
from punos_payouts.deciding import approve, record_payment, return_claim
from punos_payouts.funder import allocate, make_frame, take_back
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditEvent
from punos.border import courier
from punos.border.models import InboxItem, OutboxItem
from punos.errors import Refused
from punos.ids import new_id
from tests.support.tenants import Tenants

from .desks import PROMISED, TOTAL, Desk, desk, find, one_line


@pytest.fixture
def here(tenants: Tenants) -> Desk:
    return desk(tenants)


def approved(here: Desk) -> tuple[int, int, int]:
    """What is approved of the promise, for joint events, and of the frame's pool."""
    with here.funder.work() as work:
        allocation = here.allocation(work)
        return allocation.approved_cents, allocation.pool_cents, here.frame(work).pool_cents


def refused(here: Desk, received_id: object) -> str:
    """Why a claim cannot be approved."""
    with pytest.raises(Refused) as no, here.funder.work() as work:
        approve(work, find(work, received_id))  # type: ignore[arg-type]
    return str(no.value)


def test_approved_claim_draws_on_the_promise_and_the_grantee_is_told(here: Desk) -> None:
    item_id = here.post()
    here.carry(item_id)
    received_id = here.arrived(item_id)
    with here.funder.work() as work:
        approve(work, find(work, received_id))
    assert approved(here) == (150_000, 0, 0)
    claim = here.claim(received_id)
    assert (claim.state, claim.allocation_id) == ("approved", here.allocation_id)
    courier.report(here.funder.deployment, here.funder.record, claim.inbox_id)
    assert here.outbox(item_id).state == "accepted"


def test_joint_events_draw_on_the_pool_and_not_on_the_promise(here: Desk) -> None:
    lines = [one_line(100_000), one_line(50_000, "pool", "events")]
    here.approved(lines=lines)
    assert approved(here) == (100_000, 50_000, 50_000)


def test_claim_beyond_the_promise_is_refused(here: Desk) -> None:
    here.approved("M-1", lines=[one_line(PROMISED - 100)])
    assert "€1.00" in refused(here, here.send("M-2", lines=[one_line(101)]))
    here.approved("M-3", lines=[one_line(100)])
    assert approved(here)[0] == PROMISED


def test_claim_for_events_beyond_the_pool_is_refused(here: Desk) -> None:
    pool = TOTAL - PROMISED
    beyond = here.send("M-1", lines=[one_line(pool + 1, "pool", "events")])
    assert "joint events" in refused(here, beyond)
    here.approved("M-2", lines=[one_line(pool, "pool", "events")])
    assert approved(here) == (0, pool, pool)
    with pytest.raises(Refused), here.funder.work() as work:
        allocate(
            work,
            here.frame(work),
            grantee_id=new_id(),
            grantee_name="Another",
            agreement_number="A-2",
            amount_cents=1,
        )


def test_line_that_takes_back_more_than_was_approved_is_refused(here: Desk) -> None:
    lines = [one_line(-100, "unit"), one_line(300, "pool", "events")]
    assert "takes back" in refused(here, here.send(lines=lines))
    here.approved("M-2", lines=[one_line(100)])
    here.approved("M-3", lines=lines)
    assert approved(here) == (0, 300, 300)


def test_claim_without_a_promise_can_only_be_sent_back(here: Desk) -> None:
    received_id = here.send(agreement="A-9")
    assert "Nothing is promised" in refused(here, received_id)
    with here.funder.work() as work:
        return_claim(work, find(work, received_id), {"pairs": "No such agreement."})
    assert here.claim(received_id).state == "returned"


def test_promise_to_another_does_not_serve_a_claim_with_its_number(
    here: Desk, tenants: Tenants
) -> None:
    other = tenants.make()
    other.switch_on("payouts")
    here.promise(other, "B-1", 100_000)
    assert "Nothing is promised" in refused(here, here.send(agreement="B-1"))


def test_promise_made_after_the_claim_came_serves_it(here: Desk) -> None:
    received_id = here.send(agreement="A-2")
    allocation_id = here.promise(here.grantee, "A-2", 150_000)
    with here.funder.work() as work:
        approve(work, find(work, received_id))
    assert here.claim(received_id).allocation_id == allocation_id


def test_returned_claim_tells_the_grantee_why_line_by_line(here: Desk) -> None:
    item_id = here.post(lines=[one_line(100), one_line(200, "lump", "camp")])
    here.carry(item_id)
    received_id = here.arrived(item_id)
    with here.funder.work() as work:
        return_claim(work, find(work, received_id), {"camp": " Not held yet. ", "pairs": ""})
    courier.report(here.funder.deployment, here.funder.record, here.claim(received_id).inbox_id)
    told = here.outbox(item_id)
    assert (told.state, told.answer) == ("declined", {"reasons": {"camp": "Not held yet."}})
    assert approved(here) == (0, 0, 0)


@pytest.mark.parametrize(
    "reasons",
    [{}, {"pairs": "  "}, {"other": "Why"}, {"pairs": "x" * 501}, {"pairs": f"See {new_id()}"}],
)
def test_return_without_a_reason_that_can_be_sent_is_refused(
    here: Desk, reasons: dict[str, str]
) -> None:
    received_id = here.send()
    with pytest.raises(Refused), here.funder.work() as work:
        return_claim(work, find(work, received_id), reasons)
    assert here.claim(received_id).state == "received"


def test_decided_claim_is_not_decided_again(here: Desk) -> None:
    received_id = here.approved()
    assert "decided already" in refused(here, received_id)
    with pytest.raises(Refused), here.funder.work() as work:
        return_claim(work, find(work, received_id), {"pairs": "Why"})
    assert approved(here)[0] == 150_000


def test_payment_in_parts_is_never_beyond_what_was_approved(here: Desk) -> None:
    received_id = here.approved()
    today = clock.today()
    with here.funder.work() as work:
        record_payment(work, find(work, received_id), 100_000, today)
    for amount in (50_001, 0, -1):
        with pytest.raises(Refused), here.funder.work() as work:
            record_payment(work, find(work, received_id), amount, today)
    assert here.claim(received_id).state == "approved"
    with here.funder.work() as work:
        record_payment(work, find(work, received_id), 50_000, today)
    assert here.claim(received_id).state == "paid"
    with pytest.raises(Refused, match="paid in full"), here.funder.work() as work:
        record_payment(work, find(work, received_id), 1, today)
    assert here.payments(received_id) == [100_000, 50_000]


def test_payment_is_told_to_the_grantee_with_its_day_and_reference(here: Desk) -> None:
    received_id = here.approved()
    with here.funder.work() as work:
        payment = record_payment(work, find(work, received_id), 150_000, clock.today())
        sent = work.session.scalars(select(OutboxItem)).one()
        assert payment.outbox_id == sent.id
        assert sent.receiver_id == here.grantee.record.id
        assert sent.payload == {
            "agreement_number": "A-1",
            "claim_number": "M-1",
            "reference": "RF18539007547034",
            "amount_cents": 150_000,
            "paid_on": clock.today().isoformat(),
        }


def test_payment_before_approval_or_on_a_day_ahead_is_refused(here: Desk) -> None:
    received_id = here.send()
    with pytest.raises(Refused, match="Approve"), here.funder.work() as work:
        record_payment(work, find(work, received_id), 1, clock.today())
    with here.funder.work() as work:
        approve(work, find(work, received_id))
    with pytest.raises(Refused, match="ahead"), here.funder.work() as work:
        record_payment(work, find(work, received_id), 1, clock.today() + timedelta(days=1))


def test_payment_form_sent_twice_records_one_payment(here: Desk) -> None:
    received_id, form_id = here.approved(), new_id()
    for _time in range(2):
        with here.funder.work() as work:
            record_payment(work, find(work, received_id), 50_000, clock.today(), form_id)
    assert here.payments(received_id) == [50_000]
    with here.funder.work() as work:
        assert work.session.scalar(select(func.count(OutboxItem.id))) == 1


def test_promises_are_never_beyond_the_frame(here: Desk) -> None:
    with pytest.raises(Refused, match="15,000.00"):
        here.promise(here.grantee, "A-2", TOTAL - PROMISED + 1)
    here.promise(here.grantee, "A-2", TOTAL - PROMISED)
    with pytest.raises(Refused, match="already"):
        here.promise(here.grantee, "A-2", 1)


def test_promise_is_taken_back_until_something_was_approved_of_it(here: Desk) -> None:
    with here.funder.work() as work:
        take_back(work, here.allocation(work))
    here.allocation_id = here.promise(here.grantee, "A-1", TOTAL)
    here.approved()
    with pytest.raises(Refused), here.funder.work() as work:
        take_back(work, here.allocation(work))


def test_frame_needs_an_amount_and_days_in_order(here: Desk) -> None:
    today = clock.today()
    for total, last in ((0, today), (100, today - timedelta(days=1))):
        with pytest.raises(Refused), here.funder.work() as work:
            make_frame(work, title="X", total_cents=total, starts_on=today, ends_on=last)


def test_each_step_about_money_is_audited(here: Desk) -> None:
    received_id = here.approved()
    with here.funder.work() as work:
        record_payment(work, find(work, received_id), 1, clock.today())
    with here.funder.work() as work:
        told = set(work.session.scalars(select(AuditEvent.action)))
    assert told >= {
        "payouts.frame_made",
        "payouts.allocated",
        "payouts.claim_received",
        "payouts.claim_approved",
        "payouts.payment_made",
    }


def test_claim_that_was_taken_back_cannot_be_approved(here: Desk) -> None:
    received_id = here.send()
    with here.funder.work() as work:
        item = work.session.scalars(
            select(InboxItem).where(InboxItem.id == find(work, received_id).inbox_id)
        ).one()
        item.state = "cancelled"
    assert "taken this back" in refused(here, received_id)
    assert approved(here) == (0, 0, 0)
