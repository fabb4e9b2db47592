"""What of a cycle's course is stuck, for staff's first page: its time has come, and it is not done.

Applications that wait and people without a match are told there anyway, by those whose they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, func, select

from punos import clock
from punos.db import points_at
from punos.extend import TodayItem
from punos.i18n import Message, _staff, _staff_n
from punos.meetings.common import COMMON
from punos.meetings.models import Meeting
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import programme_models, settings_of
from punos.surveys.models import Survey, SurveyAsk
from punos.texts import pick
from punos.work import Work

GRACE = timedelta(days=14)
"""So long after its time a common meeting that nobody has planned or written down is stuck."""
LAST_DAYS = timedelta(days=3)
"""So long before a survey closes it is told who has not answered it."""


def stuck_items(work: Work, cycles: Sequence[Cycle]) -> list[TodayItem]:
    """What is stuck in these cycles, with how many of each: queries, counted along with all others."""
    models = programme_models(work.registry)
    real = [one for one in cycles if not one.is_sample and one.programme.model in models]
    return [item for cycle in real for item in _items(work, cycle, models[cycle.programme.model])]


def _items(work: Work, cycle: Cycle, model: ProgrammeModel) -> Iterator[TodayItem]:
    there = {"slug": cycle.slug}
    told: dict[str, Any] = {"values": there, "detail": pick(cycle.names, work.language)}
    if model.common_kinds:
        page = "meetings.meetings"
        yield TodayItem(_unwritten_words, page, COMMON, count=_unwritten(cycle), order=28, **told)
        late = _expected(work, cycle, model)
        if late:
            count = _missing(cycle, late)
            yield TodayItem(_missing_words, page, COMMON, count=count, order=29, **told)
    yield TodayItem(
        _answers_words,
        "surveys.of_cycle",
        "surveys.manage",
        count=_unanswered(cycle),
        order=30,
        **told,
    )
    if cycle.ends_on < clock.today() and cycle.state == "running":
        over = _staff("The last day is over. Write down what became of people, and close it")
        yield TodayItem(over, "programmes.cycle", "cycles.manage", order=26, **told)


def _unwritten(cycle: Cycle) -> ScalarSelect[Any]:
    """Meetings of everybody whose day is over, and of which nobody has said that they were held."""
    begins = datetime.combine(clock.today(), time(), ZoneInfo(clock.DEFAULT_ZONE))
    return (
        select(func.count(Meeting.id))
        .where(
            Meeting.cycle_id == cycle.id,
            Meeting.state == "planned",
            Meeting.local_start < begins.replace(tzinfo=None),
        )
        .scalar_subquery()
    )


def _expected(work: Work, cycle: Cycle, model: ProgrammeModel) -> Counter[str]:
    """The kinds of the plan's meetings whose time has come; they are spread over the cycle evenly."""
    kinds = model.common_plan(settings_of(work, cycle))
    days = [_due(cycle, number, len(kinds)) + GRACE for number in range(len(kinds))]
    return Counter(kind for kind, day in zip(kinds, days, strict=True) if day <= clock.today())


def _due(cycle: Cycle, number: int, of: int) -> date:
    span = (cycle.ends_on - cycle.starts_on).days
    return cycle.starts_on + timedelta(days=span * number // max(of - 1, 1))


def _missing(cycle: Cycle, expected: Counter[str]) -> ScalarSelect[Any]:
    """How many of these are neither planned nor held."""
    here = Meeting.kind
    lacking = [
        func.greatest(number - func.count(Meeting.id).filter(here == kind), 0)
        for kind, number in sorted(expected.items())
    ]
    return (
        select(sum(lacking[1:], lacking[0]))
        .where(Meeting.cycle_id == cycle.id, Meeting.state != "cancelled")
        .scalar_subquery()
    )


def _unanswered(cycle: Cycle) -> ScalarSelect[Any]:
    """Who has not answered a survey that closes soon; of an anonymous one nobody knows."""
    today = clock.today()
    return (
        select(func.count(SurveyAsk.id))
        .join(Survey, points_at(SurveyAsk.survey_id, Survey))
        .where(
            Survey.cycle_id == cycle.id,
            Survey.state == "open",
            Survey.anonymous.is_(False),
            Survey.closes_on.between(today, today + LAST_DAYS),
            SurveyAsk.answered.is_(False),
        )
        .scalar_subquery()
    )


def _unwritten_words(count: int) -> Message:
    return _staff_n(
        "Say who was at %(num)s meeting of everybody that is over",
        "Say who was at %(num)s meetings of everybody that are over",
        count,
    )


def _missing_words(count: int) -> Message:
    return _staff_n(
        "%(num)s meeting of everybody is not planned, though its time has come",
        "%(num)s meetings of everybody are not planned, though their time has come",
        count,
    )


def _answers_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person has not answered a survey that closes within days",
        "%(num)s people have not answered a survey that closes within days",
        count,
    )
