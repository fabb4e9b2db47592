"""Verbs at the two ends of the border. What carries between them is `punos.border.courier`."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from punos import clock
from punos.audit.service import record as audit
from punos.border.kinds import find, known
from punos.border.models import InboxItem, OutboxItem
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.jobs.service import defer
from punos.tenancy.models import Tenant
from punos.work import Work

CARRY = "punos.border.courier:carry"
REPORT = "punos.border.courier:report"

LOST_AFTER = timedelta(minutes=2)
"""When the tick asks for a journey again, unless it has ended before."""
NOTHING_DUE = datetime(9999, 12, 31, tzinfo=UTC)
_AT_ONCE = 200


def send(work: Work, kind: str, receiver: UUID | str, payload: Mapping[str, Any]) -> OutboxItem:
    """Hand something over to another tenant, named by slug or id; it leaves when this commits.

    Raises NotThisKind for a payload that is not the kind's, Refused for an unknown name.
    """
    now = clock.now()
    item = OutboxItem(
        kind=kind,
        receiver_id=_tenant_id(work, receiver),
        payload=known(kind).checked(payload),
        state="waiting",
        attempts=0,
        due_at=now + LOST_AFTER,
        created_at=now,
        changed_at=now,
    )
    if item.receiver_id == work.tenant.id:
        raise ValueError("nothing is sent over the border to oneself")
    work.session.add(item)
    defer(work, CARRY, item=item.id)
    audit(work, "border.sent", "border_outbox", item.id, [kind])
    return item


def cancel(work: Work, item_id: UUID) -> OutboxItem:
    """Take back what was sent. Raises Refused once the receiver has decided, unless the kind may be
    recalled.

    When the receiver decides before word of this arrives, the receiver's decision stands, and the
    item shows it; what is recalled is taken back all the same.
    """
    item = lock_row(work.session, OutboxItem, item_id)
    if item is None:
        raise Absent
    if item.state == "cancelled":
        return item
    if item.state not in ("waiting", "delivered") and not is_recallable(item.kind):
        raise Refused(_staff("The other association has already decided, so it stands."))
    item.state, item.changed_at = "cancelled", clock.now()
    if is_recallable(item.kind):
        item.payload = {}
    item.attempts, item.due_at = 0, clock.now() + LOST_AFTER
    defer(work, CARRY, item=item.id)
    audit(work, "border.cancelled", "border_outbox", item.id, [item.kind])
    return item


def is_recallable(kind: str) -> bool:
    """Whether what is of this kind may be taken back at any time."""
    found = find(kind)
    return found is not None and found.recall is not None


def accept(work: Work, item_id: UUID, answer: Mapping[str, Any] | None = None) -> InboxItem:
    """Say yes to what was received; the sender is told, with an answer where the kind has one.

    Raises Refused when it was taken back, NotThisKind for an answer that is not the kind's.
    """
    return _decide(work, item_id, "accepted", answer or {})


def decline(work: Work, item_id: UUID, answer: Mapping[str, Any] | None = None) -> InboxItem:
    """Say no to what was received, as `accept` says yes."""
    return _decide(work, item_id, "declined", answer or {})


def queue_due(work: Work) -> int:
    """Ask again for journeys that did not end: their worker died, or the other end was away."""
    now = clock.now()
    leaving = select(OutboxItem).where(
        OutboxItem.state.in_(("waiting", "cancelled")), OutboxItem.due_at <= now
    )
    items = work.session.scalars(leaving.order_by(OutboxItem.due_at).limit(_AT_ONCE)).all()
    for item in items:
        item.due_at = now + LOST_AFTER
        defer(work, CARRY, item=item.id)
    decided = select(InboxItem.id).where(
        InboxItem.state.in_(("accepted", "declined")),
        InboxItem.changed_at <= now - LOST_AFTER,
        or_(InboxItem.reported_state.is_(None), InboxItem.reported_state != InboxItem.state),
    )
    untold = work.session.scalars(decided.limit(_AT_ONCE)).all()
    for item_id in untold:
        defer(work, REPORT, item=item_id)
    return len(items) + len(untold)


def _decide(work: Work, item_id: UUID, state: str, answer: Mapping[str, Any]) -> InboxItem:
    item = lock_row(work.session, InboxItem, item_id)
    if item is None:
        raise Absent
    if item.state == state:
        return item
    if item.state == "cancelled":
        raise Refused(_staff("The other association has taken this back."))
    if item.state != "received":
        raise Refused(_staff("This has already been decided."))
    item.answer = known(item.kind).checked_answer(answer)
    item.state, item.changed_at = state, clock.now()
    defer(work, REPORT, item=item.id)
    audit(work, f"border.{state}", "border_inbox", item.id, [item.kind])
    return item


def _tenant_id(work: Work, receiver: UUID | str) -> UUID:
    if isinstance(receiver, UUID):
        return receiver
    found = work.session.scalars(select(Tenant.id).where(Tenant.slug == receiver)).one_or_none()
    if found is None:
        raise Refused(_staff("There is no association with this short name."))
    return found
