"""The meetings of everybody in a cycle: its kick-off, its closing …, and who was there."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from punos import clock
from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.meetings.attendance import take_marks
from punos.meetings.models import Attendance, Meeting
from punos.meetings.planning import cancel_meeting, hold_meeting, plan_meeting
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of, settings_of
from punos.work import Work

COMMON = "meetings.common"
"""The permission: such a meeting is the whole association's, so it is held for all of it or not at all."""


class Counted(NamedTuple):
    """A meeting, and how many were there."""

    meeting: Meeting
    present: int


class Expected(NamedTuple):
    """Somebody who takes part, or has a mark; `mark` is present, absent, excused or None."""

    enrolment_id: UUID
    name: str
    role: str
    mark: str | None


def kinds_of(work: Work, cycle: Cycle) -> Mapping[str, Any]:
    """The kinds of common meetings there are in this cycle, with their labels. Raises Absent for none."""
    kinds = model_of(work, cycle).common_kinds
    if not kinds:
        raise Absent
    return kinds


def common_meetings(work: Work, cycle: Cycle) -> list[Counted]:
    """The cycle's own meetings, the earliest first, with how many were there: one statement."""
    present = (
        select(func.count())
        .select_from(Attendance)
        .where(points_at(Attendance.meeting_id, Meeting), Attendance.state == "present")
        .correlate(Meeting)
        .scalar_subquery()
    )
    query = (
        select(Meeting, present)
        .where(Meeting.cycle_id == cycle.id)
        .order_by(Meeting.local_start, Meeting.id)
    )
    return [Counted(*row) for row in work.session.execute(query)]


def common_meeting(work: Work, cycle: Cycle, meeting_id: UUID) -> Meeting:
    """One of the cycle's own meetings. Raises Absent."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.cycle_id == cycle.id)
    meeting = work.session.scalars(query).one_or_none()
    if meeting is None:
        raise Absent
    return meeting


def not_there_yet(work: Work, cycle: Cycle, meetings: Sequence[Counted]) -> list[str]:
    """The kinds of the meetings that the settings mean to hold and nobody planned, in their order."""
    there = Counter(one.meeting.kind for one in meetings if one.meeting.state != "cancelled")
    missing = []
    for kind in model_of(work, cycle).common_plan(settings_of(work, cycle)):
        if there[kind]:
            there[kind] -= 1
        else:
            missing.append(kind)
    return missing


def plan_common(
    work: Work, cycle: Cycle, *, kind: str, local_start: datetime, minutes: int, place: str | None
) -> Meeting:
    """Plan a meeting of everybody; one that was held is planned first, too.

    Sending the same form twice plans one: there is one of a kind at a given minute. Raises Absent when
    the cycle is closed.
    """
    _hold_open(work, cycle)
    query = select(Meeting).where(
        Meeting.cycle_id == cycle.id,
        Meeting.kind == kind,
        Meeting.local_start == local_start,
        Meeting.state != "cancelled",
    )
    found = work.session.scalars(query).first()
    return found or plan_meeting(
        work, cycle, kind=kind, local_start=local_start, minutes=minutes, place=place
    )


def cancel_common(work: Work, cycle: Cycle, meeting_id: UUID) -> None:
    """Cancel one. Raises Absent for one that was held, and when the cycle is closed."""
    _hold_open(work, cycle)
    cancel_meeting(work, meeting_id)


def expected_at(work: Work, cycle: Cycle, meeting_id: UUID) -> list[Expected]:
    """Everybody who takes part in the cycle or has a mark, by role and name: one statement."""
    roles = list(model_of(work, cycle).roles)
    at_mark = points_at(Attendance.enrolment_id, Enrolment) & (Attendance.meeting_id == meeting_id)
    query = (
        select(Enrolment.id, Person, Enrolment.role, Attendance.state)
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Attendance, at_mark)
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.role.in_(roles),
            (Enrolment.state == "active") | Attendance.id.is_not(None),
        )
        .order_by(Person.sort_key, Enrolment.id)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, COMMON))
    people = [Expected(who, person.full_name, role, mark) for who, person, role, mark in rows]
    return sorted(people, key=lambda one: roles.index(one.role))


def write_down(work: Work, cycle: Cycle, meeting_id: UUID, present: Collection[UUID]) -> None:
    """It was held, and these were there; all others who were expected were not.

    The same once more changes nothing; whoever was excused stays so. Raises Absent for one that was
    cancelled and when the cycle is closed, Refused for a meeting that lies ahead.
    """
    _hold_open(work, cycle)
    marks = {
        one.enrolment_id: "present" if one.enrolment_id in present else "absent"
        for one in expected_at(work, cycle, meeting_id)
        if one.mark is None or (one.mark == "present") != (one.enrolment_id in present)
    }
    meeting = hold_meeting(work, meeting_id, marks)
    # One that was held already has been left as it was.
    take_marks(work, meeting, marks, clock.now())


def _hold_open(work: Work, cycle: Cycle) -> None:
    # Held, so that nothing is added while the cycle closes, nor twice at once.
    if lock_cycle(work, cycle.id).state == "closed":
        raise Absent
