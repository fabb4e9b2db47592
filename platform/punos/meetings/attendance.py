"""Marks of attendance: of several for one person at one meeting, the one made last holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from punos.meetings.models import Attendance, Meeting
from punos.work import Work


def attendance_of(work: Work, meeting_id: UUID) -> dict[UUID, str]:
    """Who was there (present, absent, excused), by enrolment. Whoever has no mark is left out."""
    return {enrolment_id: row.state for enrolment_id, row in _marks(work, meeting_id).items()}


def absent_from(work: Work, meeting_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The enrolments that missed each of these meetings, whether excused or not: one statement."""
    query = select(Attendance).where(
        Attendance.meeting_id.in_(meeting_ids), Attendance.state != "present"
    )
    missed: dict[UUID, list[UUID]] = {}
    for row in work.session.scalars(query.order_by(Attendance.id)):
        missed.setdefault(row.meeting_id, []).append(row.enrolment_id)
    return missed


def take_marks(
    work: Work, meeting: Meeting, states: Mapping[UUID, str], marked_at: datetime
) -> bool:
    """Write down marks that were made at one moment; whether all of them hold now.

    One made later than these stays. Of two made at the same moment the same one always wins, so that
    the order in which they arrive makes no difference. The meeting is new, or held by the caller.
    """
    there = _marks(work, meeting.id)
    held = True
    for enrolment_id, state in states.items():
        row = there.get(enrolment_id)
        if row is None:
            row = Attendance(meeting_id=meeting.id, enrolment_id=enrolment_id)
            work.session.add(row)
        elif (row.marked_at, row.state) > (marked_at, state):
            held = False
            continue
        row.state, row.marked_at = state, marked_at
    work.session.flush()
    return held


def _marks(work: Work, meeting_id: UUID) -> dict[UUID, Attendance]:
    # Read afresh: whoever waited for the meeting has to see what was marked meanwhile.
    query = select(Attendance).where(Attendance.meeting_id == meeting_id)
    rows = work.session.scalars(query.execution_options(populate_existing=True))
    return {row.enrolment_id: row for row in rows}
