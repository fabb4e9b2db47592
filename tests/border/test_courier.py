"""What passes the border passes once, whole, and in one direction at a time, whatever breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from marshmallow import Schema, fields, validate
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditEvent
from punos.audit.service import record
from punos.border import courier, kinds
from punos.border.kinds import BorderKind, NotThisKind, register
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import accept, cancel, decline, send
from punos.deployment import Deployment
from punos.errors import Absent, ConfigurationError, Refused
from punos.ids import new_id
from punos.jobs.tick import tick
from punos.tenancy.directory import TenantRecord
from punos.work import Work
from tests.support.bare import bare_tenant, set_state
from tests.support.dying import Dying, Killed
from tests.support.queue import arguments, drain
from tests.support.tenants import rest_all


class GreetingSchema(Schema):
    """A word and a number."""

    word = fields.String(required=True, validate=validate.Length(max=60))
    times = fields.Integer(load_default=1)


@dataclass
class Ends:
    """What the two handlers may be told to do."""

    receiving_fails: bool = False
    receiving_refuses: bool = False


ENDS = Ends()


def receive(work: Work, item: InboxItem) -> None:
    """Leaves a trace, which a rollback takes away."""
    record(work, "greeting.received", "border_inbox", item.id)
    if ENDS.receiving_fails:
        raise RuntimeError
    if ENDS.receiving_refuses:
        raise Refused("no")


def on_status(work: Work, item: OutboxItem) -> None:
    """Leaves a trace of the state."""
    record(work, "greeting.status", "border_outbox", item.id, [item.state])


GREETING = BorderKind("greeting", GreetingSchema, receive, on_status)


@pytest.fixture(autouse=True)
def ends(monkeypatch: pytest.MonkeyPatch) -> Ends:
    """The kind that only these tests have."""
    monkeypatch.setattr(kinds, "_KINDS", {})
    register(GREETING)
    vars(ENDS).update(receiving_fails=False, receiving_refuses=False)
    return ENDS


@dataclass
class Two:
    """A sender, a receiver and what is under way between them."""

    deployment: Deployment
    sender: TenantRecord
    receiver: TenantRecord

    def send(self, **payload: Any) -> UUID:
        with self.deployment.work(self.sender) as work:
            return send(work, "greeting", self.receiver.slug, payload or {"word": "hei"}).id

    def out(self) -> OutboxItem:
        with self.deployment.work(self.sender) as work:
            return work.session.scalars(select(OutboxItem)).one()

    def arrived(self) -> list[InboxItem]:
        with self.deployment.work(self.receiver) as work:
            return list(work.session.scalars(select(InboxItem)))

    def inbox(self) -> InboxItem:
        [item] = self.arrived()
        return item

    def receipts(self) -> int:
        return self._count(self.receiver, "greeting.received")

    def states_told(self) -> list[str]:
        with self.deployment.work(self.sender) as work:
            query = select(AuditEvent.fields).where(AuditEvent.action == "greeting.status")
            return [state for [state] in work.session.scalars(query.order_by(AuditEvent.id))]

    def decide(self, verb: Any) -> None:
        with self.deployment.work(self.receiver) as work:
            verb(work, work.session.scalars(select(InboxItem.id)).one())

    def _count(self, tenant: TenantRecord, action: str) -> int:
        with self.deployment.work(tenant) as work:
            query = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
            return work.session.scalar(query) or 0


@pytest.fixture
def two(deployment: Deployment) -> Iterator[Two]:
    """Two associations, which rest afterwards: each tick asks all that do not."""
    yield Two(deployment, bare_tenant(deployment), bare_tenant(deployment))
    rest_all(deployment)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock on, and lets the tick find what is due."""
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))

    def move(deployment: Deployment) -> None:
        clock.set_offset(clock.offset() + timedelta(hours=1))
        tick(deployment)
        drain(deployment, hasten=True)

    return move


def test_item_arrives_with_its_payload_and_nothing_else(two: Two) -> None:
    item_id = two.send(word="hei", times=2)
    drain(two.deployment)
    arrived = two.inbox()
    assert arrived.payload == {"word": "hei", "times": 2}
    assert (arrived.sender_id, arrived.outbox_id) == (two.sender.id, item_id)
    assert arrived.tenant_id == two.receiver.id
    assert arrived.id != item_id
    assert two.out().state == "delivered"
    assert two.receipts() == 1
    assert two.states_told() == ["delivered"]


@pytest.mark.parametrize(("verb", "state"), [(accept, "accepted"), (decline, "declined")])
def test_decision_of_the_receiver_reaches_the_sender(two: Two, verb: Any, state: str) -> None:
    two.send()
    drain(two.deployment)
    two.decide(verb)
    drain(two.deployment)
    assert (two.out().state, two.inbox().state, two.inbox().reported_state) == (state,) * 3
    assert two.states_told() == ["delivered", state]


def test_item_of_step_that_was_rolled_back_never_leaves(two: Two) -> None:
    def refused_step() -> None:
        with two.deployment.work(two.sender) as work:
            send(work, "greeting", two.receiver.id, {"word": "hei"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused_step()
    drain(two.deployment)
    assert two.arrived() == []


def test_item_carried_again_and_again_arrives_once(two: Two) -> None:
    item_id = two.send()
    for _ in range(3):
        courier.carry(two.deployment, two.sender, item_id)
    drain(two.deployment)
    assert len(two.arrived()) == two.receipts() == 1
    assert two.states_told() == ["delivered"]


@pytest.mark.parametrize("before_commit", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_carrying_that_dies_anywhere_loses_and_doubles_nothing(
    two: Two, later: Any, at: int, before_commit: bool
) -> None:
    item_id = two.send()
    with pytest.raises(Killed):
        courier.carry(Dying(two.deployment, at, before_commit), two.sender, item_id)  # type: ignore[arg-type]
    later(two.deployment)
    assert two.out().state == "delivered"
    assert len(two.arrived()) == two.receipts() == 1
    assert two.states_told() == ["delivered"]


@pytest.mark.parametrize("before_commit", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_report_that_dies_anywhere_loses_and_doubles_nothing(
    two: Two, later: Any, at: int, before_commit: bool
) -> None:
    two.send()
    drain(two.deployment)
    two.decide(accept)
    with pytest.raises(Killed):
        courier.report(
            Dying(two.deployment, at, before_commit),  # type: ignore[arg-type]
            two.receiver,
            two.inbox().id,
        )
    later(two.deployment)
    assert two.out().state == "accepted"
    assert two.inbox().reported_state == "accepted"
    assert two.states_told() == ["delivered", "accepted"]


@pytest.mark.parametrize("before_commit", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_cancelling_that_dies_anywhere_still_arrives(
    two: Two, later: Any, at: int, before_commit: bool
) -> None:
    item_id = two.send()
    drain(two.deployment)
    with two.deployment.work(two.sender) as work:
        cancel(work, item_id)
    with pytest.raises(Killed):
        courier.carry(Dying(two.deployment, at, before_commit), two.sender, item_id)  # type: ignore[arg-type]
    later(two.deployment)
    assert (two.out().state, two.inbox().state) == ("cancelled", "cancelled")
    with pytest.raises(Refused, match="taken this back"):
        two.decide(accept)


def test_cancelled_before_it_left_is_never_received(two: Two) -> None:
    item_id = two.send()
    with two.deployment.work(two.sender) as work:
        cancel(work, item_id)
    drain(two.deployment)
    assert (two.out().state, two.inbox().state, two.inbox().payload) == (
        "cancelled",
        "cancelled",
        {},
    )
    assert two.receipts() == 0


def test_parcel_that_was_under_way_when_cancelled_stays_cancelled(two: Two) -> None:
    item_id = two.send()
    with two.deployment.work(two.sender) as work:
        under_way = courier._packed(work, item_id)
    assert under_way is not None
    with two.deployment.work(two.sender) as work:
        cancel(work, item_id)
    drain(two.deployment)
    assert courier._handed_over(two.deployment, under_way).state == "cancelled"
    assert (two.out().state, two.inbox().state, two.receipts()) == ("cancelled", "cancelled", 0)


def test_decision_that_crosses_a_cancelling_stands(two: Two) -> None:
    item_id = two.send()
    drain(two.deployment)
    with two.deployment.work(two.sender) as work:
        cancel(work, item_id)
    two.decide(accept)
    drain(two.deployment)
    assert (two.out().state, two.inbox().state) == ("accepted", "accepted")
    with two.deployment.work(two.sender) as work, pytest.raises(Refused, match="already decided"):
        cancel(work, item_id)


def test_deciding_twice_alike_is_one_decision_and_otherwise_refused(two: Two) -> None:
    two.send()
    drain(two.deployment)
    two.decide(accept)
    two.decide(accept)
    with pytest.raises(Refused, match="already been decided"):
        two.decide(decline)
    drain(two.deployment)
    assert two.states_told() == ["delivered", "accepted"]


def test_item_for_receiver_that_is_closed_fails_and_says_so(two: Two) -> None:
    set_state(two.deployment, two.receiver, "closed")
    two.send()
    drain(two.deployment)
    assert two.out().state == "failed"
    assert two.states_told() == ["failed"]
    assert two.arrived() == []


def test_item_for_receiver_that_is_suspended_waits_however_long_that_takes(
    two: Two, later: Any
) -> None:
    set_state(two.deployment, two.receiver, "suspended")
    two.send()
    drain(two.deployment)
    for _ in range(courier.MOST_ATTEMPTS + 1):
        later(two.deployment)
    assert (two.out().state, two.states_told(), two.arrived()) == ("waiting", [], [])
    set_state(two.deployment, two.receiver, "active")
    later(two.deployment)
    assert (two.out().state, two.receipts()) == ("delivered", 1)


@pytest.mark.parametrize("since", ["suspended", "closed", "carried too often"])
def test_item_that_arrived_unheard_is_not_called_failed(
    two: Two, since: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = two.send()
    with pytest.raises(Killed):
        courier.carry(Dying(two.deployment, 3, before_commit=False), two.sender, item_id)
    assert (two.out().state, two.receipts()) == ("waiting", 1)
    if since == "carried too often":
        monkeypatch.setattr(courier, "MOST_ATTEMPTS", 1)
    else:
        set_state(two.deployment, two.receiver, since)
    courier.carry(two.deployment, two.sender, item_id)
    assert (two.out().state, two.states_told()) == ("delivered", ["delivered"])


def test_item_for_receiver_that_does_not_exist_fails(two: Two) -> None:
    with two.deployment.work(two.sender) as work:
        send(work, "greeting", new_id(), {"word": "hei"})
        with pytest.raises(Refused, match="no association"):
            send(work, "greeting", "nobody-here", {"word": "hei"})
        with pytest.raises(ValueError, match="oneself"):
            send(work, "greeting", two.sender.slug, {"word": "hei"})
    drain(two.deployment)
    assert two.out().state == "failed"


def test_receiver_whose_part_refuses_leaves_no_row(two: Two, ends: Ends) -> None:
    ends.receiving_refuses = True
    two.send()
    drain(two.deployment)
    assert (two.out().state, two.arrived(), two.receipts()) == ("failed", [], 0)


def test_receiver_whose_part_is_broken_gets_it_once_it_works(
    two: Two, ends: Ends, later: Any
) -> None:
    ends.receiving_fails = True
    two.send()
    drain(two.deployment)
    assert (two.out().state, two.arrived()) == ("waiting", [])
    ends.receiving_fails = False
    later(two.deployment)
    assert (two.out().state, two.receipts()) == ("delivered", 1)


def test_item_that_never_arrives_fails_in_the_end(two: Two, ends: Ends, later: Any) -> None:
    ends.receiving_fails = True
    two.send()
    drain(two.deployment)
    with two.deployment.work(two.sender) as work:
        item = work.session.scalars(select(OutboxItem)).one()
        assert (item.state, item.attempts) == ("waiting", 1)
        item.attempts = courier.MOST_ATTEMPTS
    later(two.deployment)
    assert (two.out().state, two.arrived()) == ("failed", [])
    assert two.states_told() == ["failed"]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"word": 3},
        {"word": "x" * 61},
        {"word": "hei", "person_id": "x"},
        {"word": "see 0190a2d4-7c3e-7abc-8def-0123456789ab"},
    ],
)
def test_payload_that_is_not_the_kinds_never_leaves(two: Two, payload: dict[str, Any]) -> None:
    with two.deployment.work(two.sender) as work, pytest.raises(NotThisKind) as refusal:
        send(work, "greeting", two.receiver.slug, payload)
    assert "0190a2d4" not in str(refusal.value)
    assert "xxx" not in str(refusal.value)


def test_payload_is_checked_by_the_receiver_too(two: Two) -> None:
    two.send()
    with two.deployment.work(two.sender) as work:
        work.session.scalars(select(OutboxItem)).one().payload = {"word": "hei", "canary": 1}
    drain(two.deployment)
    assert (two.out().state, two.arrived()) == ("failed", [])


def test_kind_that_is_not_registered_passes_nowhere(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two.deployment.work(two.sender) as work, pytest.raises(NotThisKind):
        send(work, "rumour", two.receiver.slug, {})
    two.send()
    monkeypatch.setattr(kinds, "_KINDS", {})
    drain(two.deployment)
    assert (two.out().state, two.arrived()) == ("failed", [])


def test_two_kinds_of_one_name_are_refused() -> None:
    register(GREETING)
    with pytest.raises(ConfigurationError, match="twice"):
        register(BorderKind("greeting", Schema, receive, on_status))


def test_queue_of_the_border_carries_ids_only(two: Two) -> None:
    item_id = two.send()
    carried = {
        "job": "punos.border.courier:carry",
        "tenant": str(two.sender.id),
        "item": str(item_id),
    }
    assert arguments(two.deployment, two.sender.id) == [carried]
    drain(two.deployment)


def test_neither_end_can_touch_the_others_row(two: Two) -> None:
    item_id = two.send()
    drain(two.deployment)
    with two.deployment.work(two.receiver) as work, pytest.raises(Absent):
        cancel(work, item_id)
    with two.deployment.work(two.sender) as work, pytest.raises(Absent):
        accept(work, two.inbox().id)
