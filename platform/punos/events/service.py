"""Verbs about events."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.db import TenantRow, insert_once, lock_row
from punos.events.data import checked
from punos.events.kinds import KINDS
from punos.events.models import Event, EventCursor
from punos.ids import earliest_id
from punos.work import Work

SETTLED = timedelta(minutes=15)
"""Ids are made before their transaction commits, so an event may appear behind a later one. Only
what is older than any transaction that still runs is replayed, which is why this is generous."""

Handler = Callable[[Work, Event], None]


def record(
    work: Work,
    kind: str,
    subject: TenantRow | tuple[str, UUID],
    *,
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write down, in the fact's own transaction, that something happened to `subject`.

    `subject` is a row, named by its table, or `(kind, id)`. `data` holds ids, codes and numbers.
    Raises ValueError for an unknown kind and for data that could be personal.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of event: {kind}")
    subject_kind, subject_id = _named(subject)
    now = clock.now()
    event = Event(
        kind=kind,
        version=KINDS[kind],
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=checked(data or {}),
        happened_at=happened_at or now,
        recorded_at=now,
    )
    work.session.add(event)
    work.hooks.on("event", event=event)
    return event


def replay(
    work: Work, plugin: str, handler: Handler, limit: int = 500, *, settled: timedelta = SETTLED
) -> int:
    """Give a plugin, in order, up to `limit` events that it has not replayed; how many they were.

    The cursor moves in the same transaction as what the handler writes. Events that happened after
    the plugin was switched on again also reached it live, so a handler must know an event's id when
    it meets it twice. What the handler raises, leaves the cursor where it was.
    """
    cursor = _held_cursor(work, plugin)
    newest = earliest_id(clock.now() - clock.offset() - settled)
    query = select(Event).where(Event.id < newest).order_by(Event.id).limit(limit)
    if cursor.event_id is not None:
        query = query.where(Event.id > cursor.event_id)
    events = work.session.scalars(query).all()
    for event in events:
        handler(work, event)
        cursor.event_id = event.id
    return len(events)


def skip_to_now(work: Work, plugin: str) -> None:
    """Set a plugin's cursor to the present: what happened before it was switched on is not its."""
    _held_cursor(work, plugin).event_id = earliest_id(clock.now() - clock.offset())


def _held_cursor(work: Work, plugin: str) -> EventCursor:
    insert_once(work.session, EventCursor, plugin=plugin)
    found = work.session.scalars(select(EventCursor.id).where(EventCursor.plugin == plugin)).one()
    cursor = lock_row(work.session, EventCursor, found)
    assert cursor is not None
    return cursor


def _named(subject: TenantRow | tuple[str, UUID]) -> tuple[str, UUID]:
    if isinstance(subject, TenantRow):
        return subject.__tablename__, subject.id
    return subject
