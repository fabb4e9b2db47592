"""Meetings that are planned ahead: of a group, a cycle, a programme, or the association itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.groups.models import Group
from punos.meetings.attendance import take_marks
from punos.meetings.models import Meeting
from punos.meetings.service import ZONE, has_begun, hold, not_held_yet
from punos.programmes.models import Cycle, Programme
from punos.work import Work

DOORS_OPEN = timedelta(hours=1)
"""How long before its beginning people may already come in."""
Host = Group | Cycle | Programme | None
"""Whose meeting it is; None is the association's own, a training say."""


def plan_meeting(
    work: Work,
    host: Host,
    *,
    kind: str,
    local_start: datetime,
    minutes: int,
    zone: str = ZONE,
    theme: str | None = None,
    topic: str | None = None,
    place: str | None = None,
) -> Meeting:
    """Plan a meeting. `local_start` is local time in `zone`; `kind` is the programme model's word."""
    meeting = Meeting(
        group_id=host.id if isinstance(host, Group) else None,
        cycle_id=host.id if isinstance(host, Cycle) else None,
        programme_id=host.id if isinstance(host, Programme) else None,
        kind=kind,
        theme=theme,
        topic=topic,
        local_start=local_start,
        zone=zone,
        minutes=minutes,
        place=place,
        state="planned",
        recorded_at=clock.now(),
    )
    work.session.add(meeting)
    work.session.flush()
    audit(work, "meeting.planned", "meeting", meeting.id)
    return meeting


def hold_meeting(work: Work, meeting_id: UUID, attendance: Mapping[UUID, str]) -> Meeting:
    """A planned meeting was held: who was there, by enrolment (present, absent, excused).

    Raises Absent for one that is not there or was cancelled, Refused for one that lies ahead.
    """
    meeting = _held_row(work, meeting_id)
    if meeting.state == "cancelled":
        raise Absent
    if not has_begun(meeting.local_start, meeting.zone):
        raise Refused(not_held_yet())
    return hold(work, meeting, attendance)


def mark(
    work: Work, meeting_id: UUID, enrolment_id: UUID, state: str, *, marked_at: datetime
) -> bool:
    """Mark somebody as present, absent or excused; whether this mark holds, or a later one does.

    `marked_at` is when the mark was made, which may be long before it arrives; one from the future
    counts as made now. The mark made last holds, whatever order they arrive in. The first one of a
    meeting that has begun holds the meeting, too. Before that, people can only be excused or absent
    (Refused otherwise). Raises Absent for a meeting that was cancelled, and for somebody who has no
    place in it.
    """
    meeting = _held_row(work, meeting_id)
    if meeting.state == "cancelled" or not _has_place(work, meeting, enrolment_id):
        raise Absent
    if meeting.state == "planned":
        if has_begun(meeting.local_start, meeting.zone, early=DOORS_OPEN):
            hold(work, meeting, {})
        elif state == "present":
            raise Refused(not_held_yet())
    return take_marks(work, meeting, {enrolment_id: state}, min(marked_at, clock.now()))


def move_meeting(
    work: Work,
    meeting_id: UUID,
    local_start: datetime,
    *,
    place: str | None = None,
    minutes: int | None = None,
) -> Meeting:
    """Move a planned meeting to another local time; to another place or length if one is given.

    Raises Absent for one that was held or cancelled.
    """
    meeting = _held_row(work, meeting_id)
    if meeting.state != "planned":
        raise Absent
    moved = {
        "local_start": local_start,
        "place": place or meeting.place,
        "minutes": minutes or meeting.minutes,
    }
    changed = [name for name, value in moved.items() if getattr(meeting, name) != value]
    for name in changed:
        setattr(meeting, name, moved[name])
    if changed:
        work.session.flush()
        audit(work, "meeting.moved", "meeting", meeting.id, changed)
    return meeting


def cancel_meeting(work: Work, meeting_id: UUID) -> Meeting:
    """Cancel a planned meeting; one that was held cannot be cancelled any more (Absent)."""
    meeting = _held_row(work, meeting_id)
    if meeting.state == "held":
        raise Absent
    if meeting.state == "planned":
        meeting.state = "cancelled"
        audit(work, "meeting.cancelled", "meeting", meeting.id)
    return meeting


def restore_meeting(work: Work, meeting_id: UUID) -> Meeting:
    """Let a meeting that was cancelled be planned again. One that is planned or was held stays so."""
    meeting = _held_row(work, meeting_id)
    if meeting.state == "cancelled":
        meeting.state = "planned"
        work.session.flush()
        audit(work, "meeting.planned", "meeting", meeting.id)
    return meeting


def _has_place(work: Work, meeting: Meeting, enrolment_id: UUID) -> bool:
    """Whether somebody is enrolled where the meeting belongs to."""
    query = select(Enrolment).where(Enrolment.id == enrolment_id)
    enrolment = work.session.scalars(query).one_or_none()
    if enrolment is None:
        return False
    if meeting.programme_id is not None:
        return bool(enrolment.cycle.programme_id == meeting.programme_id)
    cycle_id = meeting.group.cycle_id if meeting.group_id else meeting.cycle_id
    return cycle_id in (None, enrolment.cycle_id)


def _held_row(work: Work, meeting_id: UUID) -> Meeting:
    meeting = lock_row(work.session, Meeting, meeting_id)
    if meeting is None:
        raise Absent
    return meeting
