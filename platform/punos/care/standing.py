"""Where pairs and groups stand: who is not in touch, has gone quiet or rests. Conditions of statements.

All of them are for a query over groups that `cared_for` begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)

from punos import clock
from punos.care.codes import CHRISTMAS, CONTACT, HOLIDAYS, JULY, QUIET, RESTING
from punos.care.models import GroupPause
from punos.care.schemas import SETTING
from punos.db import points_at
from punos.groups.models import Group
from punos.meetings.models import Meeting
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from punos.programmes.service import programme_models
from punos.work import Work

SETTINGS = ProgrammeVersion.settings
YEARS_BACK = 2
THEN_STAFF = 7
"""So many days after it was told that it has gone quiet, a pair that is still quiet waits for staff."""


def _standing() -> Any:
    """When each group met last, in local time, and the day since which it is quiet.

    That is the day on which it met last, went on after a break, or began.
    """
    met = (
        select(func.max(Meeting.local_start))
        .where(points_at(Meeting.group_id, Group), Meeting.state == "held")
        .correlate(Group)
        .scalar_subquery()
    )
    over = (
        select(func.max(GroupPause.ended_on))
        .where(points_at(GroupPause.group_id, Group))
        .correlate(Group)
        .scalar_subquery()
    )
    began = cast(func.timezone(clock.DEFAULT_ZONE, Group.activated_at), Date)
    since = func.greatest(began, cast(met, Date), over, type_=Date)
    return select(met.label("met"), since.label("since")).correlate(Group).lateral("standing")


STANDING = _standing()
LAST_MET, QUIET_SINCE = STANDING.c.met, STANDING.c.since


def setting(name: str) -> Any:
    """A number of the care settings of the group's cycle."""
    return SETTINGS[(SETTING, name)].as_integer()


def cared_for(work: Work, *columns: Any) -> Select[Any]:
    """A query over the groups that lead themselves and stand, in cycles that go on and know care.

    `columns` may be of Group, Cycle, Programme and ProgrammeVersion.
    """
    return (
        select(*columns)
        .select_from(Group)
        .join(Cycle, points_at(Group.cycle_id, Cycle))
        .join(Programme, points_at(Cycle.programme_id, Programme))
        .join(ProgrammeVersion, points_at(Cycle.version_id, ProgrammeVersion))
        .join(STANDING, true())
        .where(
            Group.state == "active",
            Cycle.state != "closed",
            Cycle.ends_on >= clock.today(),
            Cycle.is_sample.is_(False),
            SETTINGS.has_key(SETTING),
            _leads_itself(work),
        )
    )


def _leads_itself(work: Work) -> ColumnElement[bool]:
    kinds = [
        (model.name, kind.name)
        for model in programme_models(work.registry).values()
        for kind in model.group_kinds
        if kind.self_led and not kind.of_groups
    ]
    return or_(
        false(),
        *(and_(Programme.model == model, Group.kind == kind) for model, kind in sorted(kinds)),
    )


def met_or_planned() -> ColumnElement[bool]:
    """Whether the group has met, or agreed on when: then they have been in touch."""
    return exists().where(points_at(Meeting.group_id, Group), Meeting.state != "cancelled")


def rests() -> ColumnElement[bool]:
    """Whether the group takes a break today."""
    today = clock.today()
    return exists().where(
        points_at(GroupPause.group_id, Group),
        GroupPause.ended_on.is_(None),
        GroupPause.from_on <= today,
        GroupPause.until_on >= today,
    )


def not_in_touch(times: int = 1) -> ColumnElement[bool]:
    """Whether so many times the hours have passed in which they were to get in touch, and they are not."""
    hours = func.make_interval(0, 0, 0, 0, setting("first_contact_hours") * times)
    return and_(
        Group.contacted_at.is_(None),
        Group.activated_at + hours <= clock.now(),
        ~met_or_planned(),
        quiet_for() < setting("quiet_days"),
        ~rests(),
    )


def quiet(more: int = 0) -> ColumnElement[bool]:
    """Whether nobody met for so long as counts as quiet and `more` days, and no meeting lies ahead."""
    ahead = exists().where(
        points_at(Meeting.group_id, Group),
        Meeting.state == "planned",
        Meeting.local_start >= _local_now(),
    )
    return and_(quiet_for() >= setting("quiet_days") + more, ~ahead, ~rests())


def _local_now() -> datetime:
    """The time on the wall clock, as meetings are kept."""
    return clock.now().astimezone(ZoneInfo(clock.DEFAULT_ZONE)).replace(tzinfo=None)


def quiet_for() -> Any:
    """The days since a group is quiet, without the holidays of the programme."""
    today, since = literal(clock.today(), Date), QUIET_SINCE
    days = type_coerce(today - since, Integer)
    free = [
        case(
            (SETTINGS.contains({SETTING: {"holidays": [code]}}), _overlap(since, first, last)),
            else_=0,
        )
        for code, first, last in holidays(clock.today())
    ]
    return days - sum(free[1:], free[0])


def _overlap(since: Any, first: date, last: date) -> Any:
    """How many days after `since` and until today lie between the two."""
    end = literal(min(last, clock.today()), Date)
    begin = func.greatest(literal(first, Date), since + 1, type_=Date)
    return func.greatest(type_coerce(end - begin, Integer) + 1, 0)


def holidays(today: date) -> Iterator[tuple[str, date, date]]:
    """Every holiday of the last two years that has begun: its code, first and last day."""
    for year in range(today.year - YEARS_BACK, today.year + 1):
        for code, first, last in (
            (JULY, date(year, 7, 1), date(year, 7, 31)),
            (CHRISTMAS, date(year, 12, 20), date(year + 1, 1, 6)),
        ):
            if first <= today:
                yield code, first, last


def on_holiday() -> ColumnElement[bool]:
    """Whether today is a holiday of the programme: nobody is reminded then."""
    today = clock.today()
    here = {code for code, first, last in holidays(today) if first <= today <= last}
    found = [code for code, _label in HOLIDAYS if code in here]
    return or_(false(), *(SETTINGS.contains({SETTING: {"holidays": [code]}}) for code in found))


def why() -> Any:
    """Why staff look after a group; NULL where all is well."""
    return case((rests(), RESTING), (quiet(), QUIET), (not_in_touch(), CONTACT), else_=None)


def helped_by_nothing() -> ColumnElement[bool]:
    """Whether it is still so some time after the members were reminded."""
    return or_(quiet(THEN_STAFF), not_in_touch(2))
