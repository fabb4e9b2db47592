"""Meetings of a group of groups, a circle say, that are planned ahead; its members hear of each by mail."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.groups.letters import send_group_links
from punos.groups.models import Group
from punos.groups.service import memberships
from punos.i18n import _, _staff, format_date, format_time
from punos.mail.calendar import Entry, calendar_text
from punos.meetings.models import Meeting
from punos.meetings.planning import cancel_meeting, plan_meeting
from punos.meetings.service import has_begun, meetings_of
from punos.people.models import Person
from punos.programmes.service import model_of
from punos.texts import pick
from punos.work import Work

KIND = "group"


def plans_ahead(work: Work, group: Group) -> bool:
    """Whether staff plan its meetings on its page: it gathers other groups, and stands."""
    kind = model_of(work, group.cycle).group_kind(group.kind)
    return kind.of_groups and group.state == "active"


def plan_for_group(
    work: Work, group: Group, *, local_start: datetime, minutes: int, place: str | None
) -> int:
    """Plan a meeting and tell everybody in the group; gives how many mails are on their way.

    Raises Absent where nothing is planned ahead, Refused for a time that has passed or is taken.
    """
    held = lock_row(work.session, Group, group.id)
    if held is None or not plans_ahead(work, held):
        raise Absent
    if has_begun(local_start):
        raise Refused(_staff("This time has passed. Log the meeting on the page of the group."))
    if any(one.local_start == local_start for one in meetings_of(work, group.id)):
        raise Refused(_staff("There is a meeting at this time already."))
    meeting = plan_meeting(
        work, group, kind=KIND, local_start=local_start, minutes=minutes, place=place
    )
    return _tell(work, group, meeting)


def cancel_for_group(work: Work, group: Group, meeting_id: UUID) -> int:
    """Cancel a planned meeting of the group and tell everybody; gives how many mails. Raises Absent."""
    coming = [one for one in meetings_of(work, group.id) if one.state == "planned"]
    if not plans_ahead(work, group) or meeting_id not in {one.id for one in coming}:
        raise Absent
    return _tell(work, group, cancel_meeting(work, meeting_id))


def _tell(work: Work, group: Group, meeting: Meeting) -> int:
    cancelled = meeting.state == "cancelled"
    return send_group_links(
        work,
        group.cycle,
        memberships(work, group.id),
        subject=lambda name: _subject(name, cancelled=cancelled),
        sentences=lambda name: _sentences(name, group, meeting, cancelled=cancelled),
        calendar=_entries(work, group, meeting, cancelled=cancelled),
    )


def _subject(name: str, *, cancelled: bool) -> str:
    if cancelled:
        return str(_("%(cycle)s: a meeting is cancelled", cycle=name))
    return str(_("%(cycle)s: your next meeting", cycle=name))


def _sentences(name: str, group: Group, meeting: Meeting, *, cancelled: bool) -> list[str]:
    day, starts = format_date(meeting.local_start.date()), format_time(meeting.local_start.time())
    known = {"group": group.name or name, "day": day, "time": starts}
    if cancelled:
        said = [
            _(
                "“%(group)s” does not meet on %(day)s at %(time)s: the meeting is cancelled.",
                **known,
            ),
            _("Here you see your other meetings:"),
        ]
    else:
        said = [
            _("“%(group)s” meets on %(day)s at %(time)s.", **known),
            *([_("Place: %(place)s", place=meeting.place)] if meeting.place else []),
            _("An entry for your calendar comes with this mail. Here you see all your meetings:"),
        ]
    return [str(sentence) for sentence in said]


def _entries(
    work: Work, group: Group, meeting: Meeting, *, cancelled: bool
) -> Callable[[Person], str]:
    def entry(person: Person) -> str:
        """In the calendar of a member, whose language it is."""
        made = Entry(
            uid=f"meeting-{meeting.id}",
            revision=int(cancelled),
            title=f"{group.name or ''} · {pick(group.cycle.names, person.language)}".strip(" ·"),
            local_start=meeting.local_start,
            minutes=meeting.minutes,
            to_address=person.email or "",
            to_name=person.full_name,
            zone=meeting.zone,
            place=meeting.place,
            cancelled=cancelled,
        )
        return calendar_text(made, work.tenant.host)

    return entry
