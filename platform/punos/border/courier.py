"""The courier: the only code that opens two tenants' sessions, one after the other, never at once.

Each step is one transaction of one tenant and may be repeated: what was read is carried as a plain
value, the receiver's row is written once by (sender, outbox id), and a state only ever moves forward.
So a crash between any two steps loses nothing and doubles nothing; the journey is made again.

What crosses: the kind, the payload that fits its schema, the sender's tenant id and the outbox id.
What returns: one state.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.border.kinds import NotThisKind, find, known
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import LOST_AFTER, NOTHING_DUE
from punos.db import insert_once, lock_row
from punos.deployment import Deployment
from punos.errors import Refused
from punos.tenancy.directory import TenantRecord
from punos.work import Work

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8

# A state of the outbox gives way only to one further on. The receiver's decision is the last word,
# also over a cancelling that came too late.
_RANK = {"waiting": 0, "delivered": 1, "cancelled": 2, "failed": 2, "accepted": 3, "declined": 3}
_TOLD = {"received": "delivered", "accepted": "accepted", "declined": "declined"}


@dataclass(frozen=True)
class Parcel:
    """What is carried from the sender to the receiver."""

    kind: str
    sender_id: UUID
    outbox_id: UUID
    receiver_id: UUID
    payload: Mapping[str, Any]
    cancelled: bool


def carry(deployment: Deployment, tenant: TenantRecord, item: UUID) -> None:
    """Bring an outbox item, or word of its cancelling, to its receiver, and the state back."""
    with deployment.work(tenant) as work:
        parcel = _packed(work, item)
    if parcel is None:
        return
    state = _handed_over(deployment, parcel)
    with deployment.work(tenant) as work:
        _told(work, item, state)


def report(deployment: Deployment, tenant: TenantRecord, item: UUID) -> None:
    """Bring the receiver's decision back to the sender."""
    with deployment.work(tenant) as work:
        found = work.session.get(InboxItem, (tenant.id, item))
        decided = None if found is None else (found.sender_id, found.outbox_id, found.state)
    if decided is None:
        return
    sender_id, outbox_id, state = decided
    if (sender := deployment.directory.by_id(sender_id)) is not None:
        with deployment.work(sender) as work:
            _told(work, outbox_id, _TOLD.get(state, state))
    with deployment.work(tenant) as work:
        received = lock_row(work.session, InboxItem, item)
        if received is not None and received.state == state:
            received.reported_state = state


def _packed(work: Work, item_id: UUID) -> Parcel | None:
    item = lock_row(work.session, OutboxItem, item_id)
    if item is None or item.state not in ("waiting", "cancelled") or item.due_at == NOTHING_DUE:
        return None
    if item.attempts >= MOST_ATTEMPTS:
        _give_up(work, item)
        return None
    item.attempts += 1
    item.due_at = clock.now() + LOST_AFTER * item.attempts
    cancelled = item.state == "cancelled"
    payload = {} if cancelled else item.payload
    return Parcel(item.kind, work.tenant.id, item.id, item.receiver_id, payload, cancelled)


def _give_up(work: Work, item: OutboxItem) -> None:
    log.warning("border item %s was carried in vain", item.id)
    item.due_at = NOTHING_DUE
    if item.state == "waiting":
        _move(work, item, "failed")


def _handed_over(deployment: Deployment, parcel: Parcel) -> str:
    """Write the receiver's row, or find it; the state that it has, in the sender's words."""
    receiver = deployment.directory.by_id(parcel.receiver_id)
    if receiver is None or receiver.state != "active":
        log.warning("border item %s failed: its receiver is not there", parcel.outbox_id)
        return "failed"
    try:
        with deployment.work(receiver) as work:
            state = _cancelled(work, parcel) if parcel.cancelled else _received(work, parcel)
    except NotThisKind as error:
        log.warning("border item %s failed: %s", parcel.outbox_id, error)
        return "failed"
    except Refused:
        log.warning("border item %s failed: the receiver's part refused it", parcel.outbox_id)
        return "failed"
    return _TOLD.get(state, state)


def _received(work: Work, parcel: Parcel) -> str:
    kind = known(parcel.kind)
    is_new = _write_once(work, parcel, kind.checked(parcel.payload), "received")
    item = _inbox_item(work, parcel)
    if is_new:
        kind.receive(work, item)
    return item.state


def _cancelled(work: Work, parcel: Parcel) -> str:
    """Close the receiver's row. Where there is none yet, an empty one keeps a late parcel out."""
    _write_once(work, parcel, {}, "cancelled")
    item = _inbox_item(work, parcel)
    if item.state == "received":
        item.state, item.payload, item.changed_at = "cancelled", {}, clock.now()
    return item.state


def _write_once(work: Work, parcel: Parcel, payload: dict[str, Any], state: str) -> bool:
    now = clock.now()
    return insert_once(
        work.session,
        InboxItem,
        kind=parcel.kind,
        sender_id=parcel.sender_id,
        outbox_id=parcel.outbox_id,
        payload=payload,
        state=state,
        received_at=now,
        changed_at=now,
    )


def _inbox_item(work: Work, parcel: Parcel) -> InboxItem:
    query = select(InboxItem).where(
        InboxItem.sender_id == parcel.sender_id, InboxItem.outbox_id == parcel.outbox_id
    )
    return work.session.scalars(query.with_for_update()).one()


def _told(work: Work, item_id: UUID, state: str) -> None:
    """Write down, as the sender, what became of the item at the receiver."""
    item = lock_row(work.session, OutboxItem, item_id)
    if item is None:
        return
    if _RANK[state] > _RANK[item.state]:
        _move(work, item, state)
    if item.state != "cancelled" or state == "cancelled":
        # Until the receiver calls it cancelled too, word of the cancelling has not arrived.
        item.due_at = NOTHING_DUE


def _move(work: Work, item: OutboxItem, state: str) -> None:
    item.state, item.changed_at, item.due_at = state, clock.now(), NOTHING_DUE
    if (kind := find(item.kind)) is not None:
        kind.on_status(work, item)
