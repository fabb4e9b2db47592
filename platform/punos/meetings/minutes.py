"""Minutes of a meeting of everybody: what was said and decided."""

from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.errors import Absent
from punos.meetings.common import common_meeting
from punos.meetings.models import MeetingMinutes
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle
from punos.work import Work


def minutes_of(work: Work, meeting_id: UUID) -> MeetingMinutes | None:
    """What is kept of a meeting; None while nothing is."""
    query = select(MeetingMinutes).where(MeetingMinutes.meeting_id == meeting_id)
    return work.session.scalars(query).one_or_none()


def write_minutes(
    work: Work, cycle: Cycle, meeting_id: UUID, *, text: str, decisions: str | None
) -> None:
    """Keep what was said and decided, in place of what was kept before.

    Also of a closed cycle, whose feedback meeting comes last. Raises Absent for a meeting that was
    not held.
    """
    # Held, so that two who write at once do not make two.
    lock_cycle(work, cycle.id)
    if common_meeting(work, cycle, meeting_id).state != "held":
        raise Absent
    kept = minutes_of(work, meeting_id)
    if kept is None:
        kept = MeetingMinutes(meeting_id=meeting_id)
        work.session.add(kept)
    kept.text, kept.decisions = text, decisions
    kept.written_at, kept.written_by = clock.now(), work.account_id
    work.session.flush()
    audit(work, "meeting.minutes", "meeting", meeting_id)
