"""The courier: the only code that opens two tenants' sessions, one after the other, never at once.

Each step is one transaction of one tenant and may be repeated: what was read is carried as a plain
value, the receiver's row is written once by (sender, outbox id), and a state only ever moves forward.
So a crash between any two steps loses nothing and doubles nothing; the journey is made again. Nothing
is called failed before the receiver was asked whether it has it already: it might decide on it.

What crosses: the kind, the payload that fits its schema, the sender's tenant id and the outbox id.
What returns: one state, and with a decision the answer that fits the kind's schema.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.border.kinds import BorderKind, NotThisKind, find, known
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import LOST_AFTER, NOTHING_DUE, is_recallable
from punos.db import insert_once, lock_row
from punos.deployment import Deployment
from punos.errors import Refused
from punos.extend import PluginState
from punos.tenancy.directory import TenantRecord
from punos.work import Work

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
LONGEST_PAUSE = timedelta(hours=1)

# A state of the outbox gives way only to one further on. The receiver's decision is the last word,
# also over a cancelling that came too late.
_RANK = {"waiting": 0, "delivered": 1, "cancelled": 2, "failed": 2, "accepted": 3, "declined": 3}
_TOLD = {"received": "delivered", "accepted": "accepted", "declined": "declined"}


class Suspended(Exception):  # what to do, not a fault
    """The receiver, or its part that this is for, rests; it will be there again."""


@dataclass(frozen=True)
class Parcel:
    """What is carried from the sender to the receiver."""

    kind: str
    sender_id: UUID
    outbox_id: UUID
    receiver_id: UUID
    payload: Mapping[str, Any]
    cancelled: bool
    in_vain: bool
    """It was carried too often: the receiver is only asked whether it has it."""


@dataclass(frozen=True)
class Word:
    """What is told to the sender: a state of the outbox, and the answer that came with it."""

    state: str
    answer: Mapping[str, Any]


def carry(deployment: Deployment, tenant: TenantRecord, item: UUID) -> None:
    """Bring an outbox item, or word of its cancelling, to its receiver, and the state back."""
    with deployment.work(tenant) as work:
        parcel = _packed(work, item)
    if parcel is None:
        return
    word = _handed_over(deployment, parcel)
    with deployment.work(tenant) as work:
        if word is None:
            _wait_on(work, item)
        else:
            _told(work, item, word, by=parcel.receiver_id)


def report(deployment: Deployment, tenant: TenantRecord, item: UUID) -> None:
    """Bring the receiver's decision back to the sender."""
    with deployment.work(tenant) as work:
        found = work.session.get(InboxItem, (tenant.id, item))
        if found is None:
            return
        sender_id, outbox_id, state, word = (
            found.sender_id,
            found.outbox_id,
            found.state,
            _word(found),
        )
    if (sender := deployment.directory.by_id(sender_id)) is not None:
        with deployment.work(sender) as work:
            _told(work, outbox_id, word, by=tenant.id)
    with deployment.work(tenant) as work:
        received = lock_row(work.session, InboxItem, item)
        if received is not None and received.state == state:
            received.reported_state = state


def _word(item: InboxItem) -> Word:
    return Word(_TOLD.get(item.state, item.state), item.answer)


def _packed(work: Work, item_id: UUID) -> Parcel | None:
    item = lock_row(work.session, OutboxItem, item_id)
    if item is None or item.state not in ("waiting", "cancelled") or item.due_at == NOTHING_DUE:
        return None
    cancelled = item.state == "cancelled"
    # What is taken back has to reach whoever holds it, however long that takes.
    in_vain = item.attempts >= MOST_ATTEMPTS and not (cancelled and is_recallable(item.kind))
    if in_vain and cancelled:
        log.warning("border item %s was cancelled in vain", item.id)
        item.due_at = NOTHING_DUE
        return None
    item.attempts += 1
    item.due_at = clock.now() + min(LOST_AFTER * item.attempts, LONGEST_PAUSE)
    payload = {} if cancelled else item.payload
    return Parcel(item.kind, work.tenant.id, item.id, item.receiver_id, payload, cancelled, in_vain)


def _wait_on(work: Work, item_id: UUID) -> None:
    """Leave a try for the day on which the receiver is there again: word of a payment is not lost."""
    item = lock_row(work.session, OutboxItem, item_id)
    if item is not None:
        item.attempts = min(item.attempts, MOST_ATTEMPTS - 1)


def _handed_over(deployment: Deployment, parcel: Parcel) -> Word | None:
    """Write the receiver's row, or find it; what it says, in the sender's words.

    None when the receiver cannot take it now: it is carried again later. What is taken back is taken
    also from a receiver that is suspended or closed: it still holds it.
    """
    failed = Word("failed", {})
    receiver = deployment.directory.by_id(parcel.receiver_id)
    if receiver is None:
        log.warning("border item %s failed: there is no such receiver", parcel.outbox_id)
        return Word("cancelled", {}) if parcel.cancelled else failed
    try:
        with deployment.work(receiver) as work:
            if parcel.cancelled:
                return _word(_cancelled(work, parcel))
            return _word(_found(work, parcel) or _received(work, parcel, receiver))
    except Suspended:
        log.info("border item %s waits: its receiver is suspended", parcel.outbox_id)
        return None
    except NotThisKind as error:
        log.warning("border item %s failed: %s", parcel.outbox_id, error)
        return failed
    except Refused:
        log.warning("border item %s failed: the receiver's part refused it", parcel.outbox_id)
        return failed


def _found(work: Work, parcel: Parcel) -> InboxItem | None:
    """What the receiver has already: it arrived, and the sender has not heard of it."""
    query = select(InboxItem).where(
        InboxItem.sender_id == parcel.sender_id, InboxItem.outbox_id == parcel.outbox_id
    )
    return work.session.scalars(query).one_or_none()


def _received(work: Work, parcel: Parcel, receiver: TenantRecord) -> InboxItem:
    if parcel.in_vain:
        raise NotThisKind("it was carried in vain")
    if receiver.state == "suspended":
        raise Suspended
    if receiver.state != "active":
        raise NotThisKind("its receiver is not there")
    kind = known(parcel.kind)
    _require_plugin(work, kind)
    is_new = _write_once(work, parcel, kind.checked(parcel.payload), "received")
    item = _inbox_item(work, parcel)
    if is_new:
        kind.receive(work, item)
    return item


def _require_plugin(work: Work, kind: BorderKind) -> None:
    state = work.plugin_states.get(kind.plugin) if kind.plugin else PluginState.ON
    if state is PluginState.SUSPENDED:
        raise Suspended
    if state is not PluginState.ON:
        raise NotThisKind(f"{kind.name}: the receiver does not have this part")


def _cancelled(work: Work, parcel: Parcel) -> InboxItem:
    """Close the receiver's row. Where there is none yet, an empty one keeps a late parcel out."""
    _write_once(work, parcel, {}, "cancelled")
    item = _inbox_item(work, parcel)
    recall = known(parcel.kind).recall
    if item.state == "received" or (recall and item.state != "cancelled"):
        # The answer stays: it may not have reached the sender yet, who has to know of a decision.
        item.state, item.payload = "cancelled", {}
        item.changed_at = clock.now()
        if recall:
            recall(work, item)
    return item


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


def _told(work: Work, item_id: UUID, told: Word, *, by: UUID) -> None:
    """Write down, as the sender, what became of the item at the receiver: by whoever that is alone."""
    item = lock_row(work.session, OutboxItem, item_id)
    if item is None or item.receiver_id != by:
        return
    word = Word(told.state, _fitting(item, told.answer))
    if _goes_on(item, word.state):
        item.answer = dict(word.answer)
        _move(work, item, word.state)
    elif item.state == "cancelled" and word.answer and not item.answer:
        _note_answer(work, item, word)
    if item.state != "cancelled" or word.state == "cancelled":
        # Until the receiver calls it cancelled too, word of the cancelling has not arrived.
        item.due_at = NOTHING_DUE


def _fitting(item: OutboxItem, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer if it is the kind's: the sender trusts the receiver's row no more than it is trusted."""
    try:
        return known(item.kind).checked_answer(answer) if answer else {}
    except NotThisKind as error:
        log.warning("border item %s came back with an answer left out: %s", item.id, error)
        return {}


def _note_answer(work: Work, item: OutboxItem, word: Word) -> None:
    """It had been decided when it was recalled: it stays recalled, and the sender learns of it."""
    item.answer, item.changed_at = dict(word.answer), clock.now()
    if (kind := find(item.kind)) is not None:
        kind.on_status(work, item)


def _goes_on(item: OutboxItem, state: str) -> bool:
    """Whether this state is further on. What was recalled stays recalled."""
    if item.state == "cancelled" and is_recallable(item.kind):
        return False
    return _RANK[state] > _RANK[item.state]


def _move(work: Work, item: OutboxItem, state: str) -> None:
    item.state, item.changed_at, item.due_at = state, clock.now(), NOTHING_DUE
    if (kind := find(item.kind)) is not None:
        kind.on_status(work, item)
