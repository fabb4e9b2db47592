"""Meetings with what is told about them: dates of a season, sessions of a camp, one-off events.

A meeting is kept as local time plus zone. What it is compared with, and how long it lasts, goes by
the moments that these stand for: on the night on which the clocks change, three hours stay three.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from punos.plugin import (
    Absent,
    Cycle,
    Group,
    Meeting,
    Refused,
    Work,
    cancel_meeting,
    clock,
    lock_row,
    move_meeting,
    plan_meeting,
    points_at,
    record_audit,
    restore_meeting,
)
from punos_gatherings.date_letters import tell_cancelled, tell_moved
from punos_gatherings.model import CAMP, CIRCLE
from punos_gatherings.models import Camp, Contributor, Occasion, Season
from punos_gatherings.seats import offer_next
from punos_gatherings.texts import _staff


@dataclass(frozen=True)
class About:
    """What is told about a meeting, by language, and how many it has room for (None: no limit)."""

    names: Mapping[str, str] = field(default_factory=dict)
    aim: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)
    capacity: int | None = None


def plan_occasion(
    work: Work,
    host: Group | Cycle,
    *,
    kind: str,
    local_start: datetime,
    minutes: int,
    place: str | None = None,
    theme: str | None = None,
    about: About | None = None,
    note: str | None = None,
    season: Season | None = None,
) -> Occasion:
    """Plan a meeting of a circle, a camp or a cycle, with what is told about it.

    Raises Refused for a day outside of the cycle's period, unless a note says why.
    """
    cycle = host if isinstance(host, Cycle) else host.cycle
    require_note(cycle, [local_start.date()], note)
    meeting = plan_meeting(
        work,
        host,
        kind=kind,
        local_start=local_start,
        minutes=minutes,
        theme=theme,
        place=place,
    )
    about = about or About()
    occasion = Occasion(
        meeting_id=meeting.id,
        season_id=season.id if season else None,
        rule_day=local_start.date() if season else None,
        names=dict(about.names),
        aim=dict(about.aim),
        themes=dict(about.themes),
        capacity=about.capacity,
        note=note if outside(cycle, local_start.date()) else None,
    )
    work.session.add(occasion)
    work.session.flush()
    return occasion


def occasion_of(work: Work, meeting_id: UUID) -> Occasion:
    """What is told about this meeting. Raises Absent, also for a meeting that is none of ours."""
    # With all that says where it belongs, which every page about it asks for.
    home = joinedload(Occasion.meeting).joinedload(Meeting.group).joinedload(Group.cycle)
    query = select(Occasion).where(Occasion.meeting_id == meeting_id)
    found = work.session.scalars(query.options(home.joinedload(Cycle.programme))).one_or_none()
    if found is None:
        raise Absent
    return found


def occasions_ahead(work: Work, cycle: Cycle) -> list[Occasion]:
    """The dates and events of a cycle that are planned and have not begun, the earliest first."""
    circles = select(Group.id).where(Group.cycle_id == cycle.id, Group.kind == CIRCLE)
    query = (
        select(Occasion)
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .options(contains_eager(Occasion.meeting))
        .where(
            (Meeting.cycle_id == cycle.id) | Meeting.group_id.in_(circles),
            Meeting.state == "planned",
        )
        .order_by(Meeting.local_start, Meeting.id)
    )
    now = clock.now()
    return [one for one in work.session.scalars(query) if begins(one.meeting) > now]


def cycle_of(work: Work, meeting: Meeting) -> Cycle:
    """The cycle that a meeting belongs to. Raises Absent for one of no cycle."""
    if meeting.group_id is not None:
        cycle: Cycle = meeting.group.cycle
        return cycle
    if meeting.cycle_id is None:
        raise Absent
    return work.session.get_one(Cycle, (work.tenant.id, meeting.cycle_id))


def change_occasion(
    work: Work, occasion: Occasion, about: About, contributors: Iterable[tuple[str, str]]
) -> None:
    """Change what is told about a meeting, who contributes, and how many it has room for.

    `contributors` are (part, name) pairs. More places go to those who wait at once; with fewer than
    are taken nobody loses a place.
    """
    meeting = _held(work, occasion)
    occasion.names, occasion.aim = dict(about.names), dict(about.aim)
    occasion.themes, occasion.capacity = dict(about.themes), about.capacity
    for old in contributors_of(work, meeting.id):
        work.session.delete(old)
    for position, (part, name) in enumerate(contributors):
        new = Contributor(meeting_id=meeting.id, part=part, name=name, position=position)
        work.session.add(new)
    work.session.flush()
    record_audit(work, "gatherings.date_changed", "meeting", meeting.id)
    if meeting.state == "planned":
        offer_next(work, meeting)


def contributors_of(work: Work, meeting_id: UUID) -> list[Contributor]:
    """Who leads, visits or advises there, in the order in which they were named."""
    query = select(Contributor).where(Contributor.meeting_id == meeting_id)
    return list(work.session.scalars(query.order_by(Contributor.position, Contributor.id)))


def move_occasion(
    work: Work,
    occasion: Occasion,
    local_start: datetime,
    *,
    minutes: int,
    place: str | None,
    note: str | None,
) -> None:
    """Move a meeting, and tell those who have a place there or wait for one.

    Raises Refused for a day outside of the cycle's period without a note, and for a session of a camp
    on a day that is none of the camp's; Absent when the meeting was held or cancelled.
    """
    meeting = _held(work, occasion)
    before = meeting.local_start
    if not is_day_for(work, meeting, local_start.date()):
        raise Refused(_staff("This day is none of the camp’s days."))
    require_note(cycle_of(work, meeting), [local_start.date()], note)
    move_meeting(work, meeting.id, local_start, place=place, minutes=minutes)
    occasion.note = note
    work.session.flush()
    if meeting.local_start != before and begins(meeting) > clock.now():
        tell_moved(work, meeting, before)


def cancel_occasion(work: Work, occasion: Occasion, note: str | None) -> None:
    """Cancel a meeting, and tell those who have a place there or wait for one. Twice is once."""
    meeting = _held(work, occasion)
    if meeting.state == "cancelled":
        return
    cancel_meeting(work, meeting.id)
    occasion.note = note
    work.session.flush()
    if begins(meeting) > clock.now():
        tell_cancelled(work, meeting)


def restore_occasion(work: Work, occasion: Occasion) -> None:
    """Let a meeting that was cancelled take place after all; free places go to those who wait."""
    meeting = _held(work, occasion)
    if meeting.state != "cancelled":
        return
    restore_meeting(work, meeting.id)
    if not outside(cycle_of(work, meeting), meeting.local_start.date()):
        occasion.note = None
    offer_next(work, meeting)


def is_day_for(work: Work, meeting: Meeting, day: date) -> bool:
    """Whether a meeting may be on that day: a session of a camp only on one of the camp's days."""
    if meeting.group_id is None or meeting.group.kind != CAMP:
        return True
    query = select(Camp).where(Camp.group_id == meeting.group_id)
    camp = work.session.scalars(query).one_or_none()
    return camp is None or camp.first_on <= day <= camp.last_on


def outside(cycle: Cycle, day: date) -> bool:
    """Whether a day lies outside of the programme's period."""
    return not cycle.starts_on <= day <= cycle.ends_on


def require_note(cycle: Cycle, days: Iterable[date], note: str | None) -> None:
    """Raises Refused when one of these days lies outside of the period and nothing says why."""
    if not note and any(outside(cycle, day) for day in days):
        raise Refused(
            _staff("These days lie outside of the programme’s period. Say in the note why.")
        )


def begins(meeting: Meeting) -> datetime:
    """The moment at which a meeting begins, in UTC."""
    return meeting.local_start.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(UTC)


def ends(meeting: Meeting) -> datetime:
    """The moment at which it ends, in UTC."""
    return begins(meeting) + timedelta(minutes=meeting.minutes)


def _held(work: Work, occasion: Occasion) -> Meeting:
    meeting = lock_row(work.session, Meeting, occasion.meeting_id)
    if meeting is None:
        raise Absent
    return meeting
