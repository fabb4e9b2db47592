"""Groups that were formed, that met, that came to their end."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import Event, Group, Meeting, Work, gathers_groups
from punos_payouts.facts.base import Ask, Holding, in_programmes, local_day, one_of

KICK_OFF = "kick_off"
"""The kind of a cycle's first common meeting."""
CAME_TO_NOTHING = ("camp_cancelled",)
"""Reasons of an end that is none."""


@dataclass(frozen=True)
class _Seen:
    """A group with the days on which it met, in their order."""

    id: UUID
    formed_on: date
    ended_on: date | None
    kick_off_on: date | None
    met_on: list[date]

    def nth_on(self, meetings: int) -> date | None:
        """The day on which it had met so often; with none asked the day on which it was formed."""
        if meetings == 0:
            return self.formed_on
        return self.met_on[meetings - 1] if len(self.met_on) >= meetings else None


def formed(work: Work, ask: Ask) -> list[Holding]:
    """Groups that were formed, whose cycle has had its kick-off if asked, and that met often enough.

    It holds from the last of these days on. One that had ended by then was never coordinated.
    """
    found: list[Holding] = []
    for group in _seen(work, ask):
        days = [group.formed_on, group.nth_on(ask.conditions["meetings"])]
        if ask.conditions["kick_off"]:
            days.append(group.kick_off_on)
        last = _last(days)
        if last is not None and (group.ended_on is None or last <= group.ended_on):
            found += ask.holding(group.id, last)
    return found


def camps(work: Work, ask: Ask) -> list[Holding]:
    """Camps of which so many parts were held, from the day of the last of these on."""
    found: list[Holding] = []
    for group in _seen(work, ask):
        day = group.nth_on(ask.conditions["meetings"])
        if day is not None:
            found += ask.holding(group.id, day)
    return found


def completed(work: Work, ask: Ask) -> list[Holding]:
    """Groups that met often enough and have ended, from the day of their end on."""
    found: list[Holding] = []
    for group in _seen(work, ask):
        if group.ended_on and group.nth_on(ask.conditions["meetings"]) is not None:
            found += ask.holding(group.id, group.ended_on)
    return found


def itself(_work: Work, event: Event) -> Collection[UUID]:
    """The group that an event is about."""
    return [event.subject_id]


def that_met(work: Work, event: Event) -> Collection[UUID]:
    """The group that held this meeting; for a kick-off all groups of its cycle."""
    query = select(Meeting.group_id, Meeting.cycle_id, Meeting.kind)
    row = work.session.execute(query.where(Meeting.id == event.subject_id)).one_or_none()
    if row is None:
        return []
    if row.group_id is not None:
        return [row.group_id]
    if row.kind != KICK_OFF or row.cycle_id is None:
        return []
    return work.session.scalars(select(Group.id).where(Group.cycle_id == row.cycle_id)).all()


def _last(days: list[date | None]) -> date | None:
    return None if None in days else max(day for day in days if day)


def _seen(work: Work, ask: Ask) -> Iterator[_Seen]:
    query = select(
        Group.id, Group.cycle_id, Group.activated_at, Group.ended_at, Group.end_reason
    ).where(
        *(one_of(Group.kind, ask.conditions["group_kinds"]) or [~gathers_groups(work)]),
        *in_programmes(Group.cycle_id, ask.conditions["programmes"]),
    )
    if ask.only is not None:
        query = query.where(Group.id.in_(ask.only))
    rows = [
        row
        for row in work.session.execute(query.order_by(Group.id))
        if row.end_reason not in CAME_TO_NOTHING
    ]
    met = _met(work, [row.id for row in rows])
    begun = _kick_offs(work, {row.cycle_id for row in rows})
    for row in rows:
        ended_on = local_day(row.ended_at) if row.ended_at else None
        formed_on = local_day(row.activated_at)
        yield _Seen(row.id, formed_on, ended_on, begun.get(row.cycle_id), met[row.id])


def _met(work: Work, group_ids: Collection[UUID]) -> dict[UUID, list[date]]:
    query = (
        select(Meeting.group_id, Meeting.local_start)
        .where(Meeting.group_id.in_(group_ids), Meeting.state == "held")
        .order_by(Meeting.local_start)
    )
    met: dict[UUID, list[date]] = defaultdict(list)
    for group_id, start in work.session.execute(query):
        if group_id is not None:
            met[group_id].append(start.date())
    return met


def _kick_offs(work: Work, cycle_ids: Collection[UUID]) -> dict[UUID, date]:
    query = (
        select(Meeting.cycle_id, func.min(Meeting.local_start))
        .where(Meeting.cycle_id.in_(cycle_ids), Meeting.kind == KICK_OFF, Meeting.state == "held")
        .group_by(Meeting.cycle_id)
    )
    return {cycle_id: start.date() for cycle_id, start in work.session.execute(query) if cycle_id}
