"""Verbs about meetings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from punos import clock
from punos.agreements.before import reasons_not_to_meet
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.groups.models import Group
from punos.i18n import Message, _
from punos.meetings.attendance import take_marks
from punos.meetings.models import Meeting
from punos.work import Work

ZONE = "Europe/Helsinki"
FEW_MINUTES = timedelta(minutes=5)


def log_meeting(
    work: Work,
    group: Group,
    *,
    local_start: datetime,
    minutes: int,
    attendance: Mapping[UUID, str],
    theme: str | None = None,
    topic: str | None = None,
    topics: Sequence[str] = (),
    place: str | None = None,
    on_behalf: bool = False,
) -> Meeting:
    """Record that a group met. `local_start` is local time without a zone; `minutes` its length.

    `theme` says which of the plan's meetings it was, `topics` are codes; `on_behalf` marks what staff
    write down for those who met. Sending the same form twice records one meeting: a group meets once at
    a given minute. Raises Refused for a meeting that lies ahead, while what its first meeting waits for
    is not accepted, and when a plugin says no, Absent when the group has ended.
    """
    if not has_begun(local_start):
        raise Refused(not_held_yet())
    reasons = [str(reason) for reason in reasons_not_to_meet(work, group)]
    reasons += [str(no.reason) for no in work.hooks.decide("meeting_log", group=group)]
    if reasons:
        raise Refused(" ".join(reasons))
    # Held, so that the same form sent twice at once does not find no meeting twice.
    held = lock_row(work.session, Group, group.id)
    if held is None or held.state != "active":
        raise Absent
    meeting = _meeting_at(work, group, local_start)
    if meeting is None:
        meeting = Meeting(
            group_id=group.id,
            kind="group",
            theme=theme,
            topic=topic,
            topics=list(topics),
            local_start=local_start,
            zone=ZONE,
            minutes=minutes,
            place=place,
            state="planned",
            recorded_at=clock.now(),
            on_behalf=on_behalf,
        )
        work.session.add(meeting)
    return hold(work, meeting, attendance)


def hold(work: Work, meeting: Meeting, attendance: Mapping[UUID, str]) -> Meeting:
    """A planned meeting was held, by these enrolments. One that was held already stays as it is."""
    if meeting.state == "held":
        return meeting
    meeting.state = "held"
    meeting.recorded_at = clock.now()
    meeting.recorded_by = work.account_id
    take_marks(work, meeting, attendance, clock.now())
    record_event(work, "meeting.held", meeting, data={"minutes": meeting.minutes})
    audit(work, "meeting.logged", "meeting", meeting.id)
    return meeting


def has_begun(local_start: datetime, zone: str = ZONE, *, early: timedelta = FEW_MINUTES) -> bool:
    """Whether this local time has come, or comes within `early`: clocks differ by a few minutes."""
    return local_start.replace(tzinfo=ZoneInfo(zone)) <= clock.now() + early


def not_held_yet() -> Message:
    """What to say when it has not."""
    return _("This meeting has not been held yet. Choose a time that has passed.")


def meetings_of(work: Work, group_id: UUID) -> list[Meeting]:
    """The group's meetings, the newest first."""
    query = (
        select(Meeting)
        .where(Meeting.group_id == group_id)
        .order_by(Meeting.local_start.desc(), Meeting.id)
    )
    return list(work.session.scalars(query))


def held_counts(work: Work, group_ids: list[UUID]) -> dict[UUID, int]:
    """How many meetings each of these groups has held: one statement."""
    query = (
        select(Meeting.group_id, func.count())
        .where(Meeting.group_id.in_(group_ids), Meeting.state == "held")
        .group_by(Meeting.group_id)
    )
    return {group_id: count for group_id, count in work.session.execute(query) if group_id}


def _meeting_at(work: Work, group: Group, local_start: datetime) -> Meeting | None:
    query = select(Meeting).where(
        Meeting.group_id == group.id,
        Meeting.local_start == local_start,
        Meeting.state != "cancelled",
    )
    return work.session.scalars(query).first()
