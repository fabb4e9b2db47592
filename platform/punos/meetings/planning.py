"""Meetings that are planned ahead: of a group, a cycle, a programme, or the association itself."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.groups.models import Group
from punos.meetings.models import Meeting
from punos.meetings.service import ZONE, has_begun, hold, not_held_yet
from punos.programmes.models import Cycle, Programme
from punos.work import Work

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
    topic: str | None = None,
    place: str | None = None,
) -> Meeting:
    """Plan a meeting. `local_start` is local time in `zone`; `kind` is the programme model's word."""
    meeting = Meeting(
        group_id=host.id if isinstance(host, Group) else None,
        cycle_id=host.id if isinstance(host, Cycle) else None,
        programme_id=host.id if isinstance(host, Programme) else None,
        kind=kind,
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
    if not has_begun(meeting.local_start):
        raise Refused(not_held_yet())
    return hold(work, meeting, attendance)


def cancel_meeting(work: Work, meeting_id: UUID) -> Meeting:
    """Cancel a planned meeting; one that was held cannot be cancelled any more (Absent)."""
    meeting = _held_row(work, meeting_id)
    if meeting.state == "held":
        raise Absent
    if meeting.state == "planned":
        meeting.state = "cancelled"
        audit(work, "meeting.cancelled", "meeting", meeting.id)
    return meeting


def _held_row(work: Work, meeting_id: UUID) -> Meeting:
    meeting = lock_row(work.session, Meeting, meeting_id)
    if meeting is None:
        raise Absent
    return meeting
