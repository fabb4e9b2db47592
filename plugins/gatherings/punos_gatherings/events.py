"""One-off events of a cycle, a CV clinic say: whoever comes only to these is a visitor.

Signing up, places and the door are those of the season's dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from punos.plugin import (
    Attendance,
    Cycle,
    Meeting,
    Refused,
    Work,
    lock_cycle,
    points_at,
    record_audit,
    settings_of,
)
from punos_gatherings.codes import EVENT_KINDS
from punos_gatherings.model import EVENT
from punos_gatherings.models import Occasion, Seat
from punos_gatherings.occasions import About, plan_occasion
from punos_gatherings.places import HOLDS
from punos_gatherings.texts import _staff


@dataclass(frozen=True)
class EventPlan:
    """An event as it is planned: its kind's code, local time, and what is told about it."""

    kind: str
    local_start: datetime
    minutes: int
    names: Mapping[str, str]
    about: Mapping[str, str]
    place: str | None = None
    capacity: int | None = None
    note: str | None = None


def plan_event(work: Work, cycle: Cycle, plan: EventPlan) -> Occasion:
    """Plan an event. Raises Refused in a closed cycle, and outside of its period without a note."""
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_staff("This programme has ended, so no event can be planned in it."))
    occasion = plan_occasion(
        work,
        cycle,
        kind=EVENT,
        theme=plan.kind,
        local_start=plan.local_start,
        minutes=plan.minutes,
        place=plan.place,
        about=About(names=plan.names, aim=plan.about, capacity=plan.capacity),
        note=plan.note,
    )
    record_audit(work, "gatherings.event_planned", "meeting", occasion.meeting_id)
    return occasion


def kinds_offered(work: Work, cycle: Cycle) -> list[tuple[str, Any]]:
    """The kinds of events that the programme has, with their labels."""
    offered = settings_of(work, cycle)["event_kinds"]
    return [(code, label) for code, label in EVENT_KINDS if code in offered]


def events_query(cycle: Cycle) -> Select[Any]:
    """The cycle's events, each with how many have a place and how many came: one statement."""
    return (
        select(Occasion, taken().label("taken"), present().label("present"))
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .options(contains_eager(Occasion.meeting))
        .where(Meeting.cycle_id == cycle.id, Meeting.kind == EVENT)
    )


def taken() -> Any:
    """How many have a place at the meeting of the query around it."""
    count = select(func.count()).select_from(Seat)
    count = count.where(points_at(Seat.meeting_id, Meeting), Seat.state.in_(HOLDS))
    return count.correlate(Meeting).scalar_subquery()


def present() -> Any:
    """How many came to the meeting of the query around it."""
    count = select(func.count()).select_from(Attendance)
    count = count.where(points_at(Attendance.meeting_id, Meeting), Attendance.state == "present")
    return count.correlate(Meeting).scalar_subquery()
