"""What stands in a calendar feed: meetings, trainings and, for staff, the interviews they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.i18n import _
from punos.interviews.models import InterviewSlot
from punos.mail.calendar import Entry
from punos.meetings.models import Meeting
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.texts import pick
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.reading import takes_part
from punos.work import Work

BACK = timedelta(days=60)
MOST = 300
"""So many of each kind, the newest: a calendar asks again every few minutes."""


def entries_of(work: Work, owner: Person | Account) -> list[Entry]:
    """What the owner's calendar shows, texts in the language of `work`.

    Of people nobody is named but the groups that one is in.
    """
    if isinstance(owner, Account):
        return [*_of_staff(work), *_interviews(work, owner)]
    mine = select(Enrolment).where(Enrolment.person_id == owner.id)
    with_cycle = joinedload(Enrolment.cycle).joinedload(Cycle.programme)
    enrolments = list(work.session.scalars(mine.options(with_cycle)))
    return [*_in_groups(work, enrolments), *_in_cycles(work, enrolments), *_trained(work, mine)]


def _in_groups(work: Work, enrolments: Iterable[Enrolment]) -> list[Entry]:
    """Meetings of groups that one is in now, and those that one was at before."""
    ids = [one.id for one in enrolments]
    query = (
        select(Meeting, Group)
        .join(Group, points_at(Meeting.group_id, Group))
        .join(Membership, points_at(Membership.group_id, Group))
        .where(Membership.enrolment_id.in_(ids), Membership.left_on.is_(None))
        .options(joinedload(Group.cycle).joinedload(Cycle.programme))
    )
    return [
        _entry(
            meeting,
            _named(
                group.name or str(model_of(work, group.cycle).group_kind(group.kind).label),
                pick(group.cycle.names, work.language).value,
            ),
        )
        for meeting, group in work.session.execute(_lately(query))
    ]


def _in_cycles(work: Work, enrolments: Iterable[Enrolment]) -> list[Entry]:
    """Meetings of everybody in the cycles in which one takes part, and knows it.

    Of those in which one takes part no more what is over, and nothing of what is to come.
    """
    here = [one.cycle_id for one in enrolments if takes_part(work, one)]
    left = [one.cycle_id for one in enrolments if one.state == "ended"]
    is_over = Meeting.local_start < _wall()
    return _common(work, or_(Meeting.cycle_id.in_(here), Meeting.cycle_id.in_(left) & is_over))


def _of_staff(work: Work) -> list[Entry]:
    """Meetings of everybody and trainings, as the whole association has them."""
    query = (
        select(Meeting, Training)
        .join(Training, points_at(Training.meeting_id, Meeting))
        .where(Meeting.programme_id.is_not(None))
    )
    return [*_common(work, Meeting.cycle_id.is_not(None)), *_trainings(work, query)]


def _common(work: Work, which: Any) -> list[Entry]:
    query = (
        select(Meeting, Cycle)
        .join(Cycle, points_at(Meeting.cycle_id, Cycle))
        .where(which)
        .options(joinedload(Cycle.programme))
    )
    return [
        _entry(
            meeting,
            _named(
                str(model_of(work, cycle).meeting_kinds.get(meeting.kind, _("Meeting"))),
                pick(cycle.names, work.language).value,
            ),
        )
        for meeting, cycle in work.session.execute(_lately(query))
    ]


def _trained(work: Work, mine: Select[Any]) -> list[Entry]:
    """Trainings for which one has a place."""
    signed = and_(
        points_at(TrainingPlace.training_id, Training),
        TrainingPlace.state == "signed",
        TrainingPlace.enrolment_id.in_(mine.with_only_columns(Enrolment.id)),
    )
    query = (
        select(Meeting, Training)
        .join(Training, points_at(Training.meeting_id, Meeting))
        .where(select(TrainingPlace.id).where(signed).correlate(Training).exists())
    )
    return _trainings(work, query)


def _trainings(work: Work, query: Select[Any, Any]) -> list[Entry]:
    return [
        _entry(meeting, pick(training.titles, work.language).value)
        for meeting, training in work.session.execute(_lately(query))
    ]


def _interviews(work: Work, account: Account) -> list[Entry]:
    """The interviews that one holds. Who comes stands on the page alone: calendars are shared."""
    query = select(InterviewSlot).where(
        InterviewSlot.host_id == account.id,
        InterviewSlot.state.in_(("booked", "held")),
        InterviewSlot.local_start >= _since(),
    )
    return [
        Entry(
            uid=f"interview-{slot.id}",
            revision=slot.revision,
            title=_("Interview"),
            local_start=slot.local_start,
            minutes=slot.minutes,
            zone=slot.zone,
            place=slot.place,
        )
        for slot in work.session.scalars(query.order_by(InterviewSlot.local_start).limit(MOST))
    ]


def _lately(query: Select[Any, Any]) -> Select[Any, Any]:
    """The newest first, of those that lie not too far back. A cancelled one goes from the calendar."""
    return (
        query.where(
            Meeting.local_start >= _since(),
            or_(Meeting.state == "planned", Meeting.state == "held"),
        )
        .order_by(Meeting.local_start.desc(), Meeting.id)
        .limit(MOST)
    )


def _since() -> datetime:
    return _wall() - BACK


def _wall() -> datetime:
    """The time on the wall clock, as meetings are kept."""
    return clock.now().astimezone(ZoneInfo(clock.DEFAULT_ZONE)).replace(tzinfo=None)


def _named(what: str, where: str) -> str:
    return f"{what} · {where}"


def _entry(meeting: Meeting, title: str) -> Entry:
    more: Mapping[str, Any] = {"zone": meeting.zone, "place": meeting.place}
    return Entry(
        uid=f"meeting-{meeting.id}",
        revision=0,
        title=title,
        local_start=meeting.local_start,
        minutes=meeting.minutes,
        **more,
    )
