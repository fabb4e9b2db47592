"""Meetings that were held."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from punos.plugin import Event, Group, Meeting, Programme, Work
from punos_payouts.facts.base import Ask, Holding, cycles_of, one_of


def enough(work: Work, ask: Ask) -> list[Holding]:
    """The line itself, once so many meetings have been held within the agreement's days."""
    wanted: int = ask.conditions["meetings"]
    days = [day for _id, day in _held(work, ask, most=wanted)]
    return ask.holding(None, days[wanted - 1]) if len(days) >= wanted else []


def events(work: Work, ask: Ask) -> list[Holding]:
    """Each event that was held here: whoever hosts it, leads it."""
    themes = one_of(Meeting.theme, ask.conditions["themes"])
    found: list[Holding] = []
    for meeting_id, day in _held(work, ask, *themes):
        found += ask.holding(meeting_id, day)
    return found


def itself(_work: Work, event: Event) -> Collection[UUID]:
    """The meeting that an event is about."""
    return [event.subject_id]


def _held(work: Work, ask: Ask, *more: ColumnElement[bool], most: int | None = None) -> list[Any]:
    """Meetings of the agreement's days, the earliest first: `most` of them, or all."""
    query = select(Meeting.id, Meeting.local_start).where(
        Meeting.state == "held",
        Meeting.local_start.between(
            datetime.combine(ask.first_day, time.min), datetime.combine(ask.last_day, time.max)
        ),
        *one_of(Meeting.kind, ask.conditions["meeting_kinds"]),
        *_of_programmes(ask.conditions["programmes"]),
        *more,
    )
    if ask.only is not None:
        query = query.where(Meeting.id.in_(ask.only))
    rows = work.session.execute(query.order_by(Meeting.local_start, Meeting.id).limit(most))
    return [(meeting_id, start.date()) for meeting_id, start in rows]


def _of_programmes(slugs: Collection[str]) -> list[ColumnElement[bool]]:
    if not slugs:
        return []
    cycles = cycles_of(slugs)
    groups = select(Group.id).where(Group.cycle_id.in_(cycles))
    programmes = select(Programme.id).where(Programme.slug.in_(slugs))
    hosts = (
        Meeting.cycle_id.in_(cycles),
        Meeting.group_id.in_(groups),
        Meeting.programme_id.in_(programmes),
    )
    return [or_(*hosts)]
