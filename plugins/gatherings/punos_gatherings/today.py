"""What waits today, on the first page of staff: doors of meetings, and people to call about a place."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, null, or_, select, union_all

from punos.plugin import (
    Cycle,
    Enrolment,
    Group,
    Meeting,
    Person,
    TodayItem,
    Work,
    clock,
    format_time,
    pick,
    points_at,
)
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.camp_standing import CALL, must_be_called
from punos_gatherings.model import GATHERINGS
from punos_gatherings.models import Camp, Occasion, Seat
from punos_gatherings.occasions import begins
from punos_gatherings.texts import _staff, _staff_n


def today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """The door of each of today's meetings, one tap away, and offers that no mail could tell of."""
    ours = [cycle.id for cycle in cycles if cycle.programme.model == GATHERINGS.name]
    if not ours or not work.actor.may(DOOR):
        return ()
    # One statement for both: the page asks every plugin, and has little to spare.
    both = union_all(_doors(ours), _calls(ours)).subquery()
    rows = work.session.execute(select(both).order_by(both.c.local_start, both.c.id))
    return [_door(work, row) if row.kind == "door" else _call(work, row) for row in rows]


def _doors(cycle_ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """Today's meetings of these cycles."""
    groups = select(Group.id).where(Group.cycle_id.in_(cycle_ids))
    midnight = datetime.combine(clock.today(), time.min)
    return (
        select(
            literal("door").label("kind"),
            Meeting.id,
            Occasion.names,
            Meeting.place,
            Meeting.local_start,
            Meeting.zone,
            literal(1).label("number"),
        )
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .where(
            or_(Meeting.cycle_id.in_(cycle_ids), Meeting.group_id.in_(groups)),
            Meeting.state != "cancelled",
            Meeting.local_start >= midnight,
            Meeting.local_start < midnight + timedelta(days=1),
        )
    )


def _calls(cycle_ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """The camps of these cycles, not cancelled, where somebody has an offer and no e-mail address."""
    return (
        select(
            literal("call"), Camp.id, Camp.names, Camp.place, null(), null(), func.count(Seat.id)
        )
        .join(Group, points_at(Camp.group_id, Group))
        .join(Seat, points_at(Seat.camp_id, Camp))
        .join(Enrolment, points_at(Seat.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Camp.cycle_id.in_(cycle_ids), Group.state == "active", must_be_called())
        .group_by(Camp.tenant_id, Camp.id)
    )


def _door(work: Work, row: Any) -> TodayItem:
    begins_at = format_time(begins(row), row.zone)
    return TodayItem(
        _staff("The door of today’s meeting at %(time)s", time=begins_at),
        "gatherings.door",
        DOOR,
        values={"meeting_id": row.id},
        order=5,
        detail=pick(row.names, work.language) or row.place or "",
    )


def _call(work: Work, row: Any) -> TodayItem:
    return TodayItem(
        _staff_n(
            "%(num)s place is offered to somebody without e-mail: call them",
            "%(num)s places are offered to people without e-mail: call them",
            row.number,
        ),
        "gatherings.camp_people",
        MANAGE,
        values={"camp_id": row.id, "state": CALL},
        count=row.number,
        order=8,
        detail=pick(row.names, work.language),
    )
