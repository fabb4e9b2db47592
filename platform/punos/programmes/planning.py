"""Planning a cycle: a free short name, usual dates, and a timeline proposed from the dates."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count

from sqlalchemy import select

from punos import clock
from punos.i18n import Message, _l, use_language
from punos.programmes.cycles import PhasePlan
from punos.programmes.models import Cycle, Programme
from punos.work import Work

USUAL_LENGTH = timedelta(days=180)
"""Of a programme's first cycle; later ones are proposed as long as the one before."""
DAY, LAST_WEEK = timedelta(days=1), timedelta(days=6)


@dataclass(frozen=True)
class CycleDates:
    """The days that a cycle is planned around, all included."""

    apply_from: date
    apply_until: date
    starts_on: date
    ends_on: date


def usual_dates(work: Work, programme: Programme) -> CycleDates:
    """Dates to begin with: from the first day of a month, two months or more ahead."""
    query = select(Cycle).where(Cycle.programme_id == programme.id).order_by(Cycle.starts_on.desc())
    before = work.session.scalars(query.limit(1)).one_or_none()
    earliest = clock.today() + timedelta(days=62)
    if before is not None:
        earliest = max(earliest, before.ends_on + DAY)
    starts = _next_month(earliest)
    length = before.ends_on - before.starts_on if before is not None else USUAL_LENGTH
    return CycleDates(
        starts - timedelta(days=56), starts - timedelta(days=28), starts, starts + length
    )


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) if day.day > 1 else day


def free_slug(work: Work, programme: Programme, starts_on: date) -> str:
    """A short name that no cycle has yet: the programme's with the month of the start."""
    wanted = f"{programme.slug[:48]}-{starts_on:%Y-%m}"
    query = select(Cycle.slug).where(Cycle.slug.startswith(wanted, autoescape=True))
    return first_free(wanted, set(work.session.scalars(query)))


def first_free(wanted: str, taken: Container[str]) -> str:
    """The short name that is wanted, or with the first number that nobody has yet."""
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def proposed_phases(dates: CycleDates, languages: Sequence[str]) -> Iterator[PhasePlan]:
    """The usual timeline around these dates; a phase for which no day is left is left out."""
    middle = dates.starts_on + (dates.ends_on - dates.starts_on) / 2
    closing = max(dates.ends_on - LAST_WEEK, middle + DAY)
    spans: tuple[tuple[str, Message, date, date], ...] = (
        ("applications", _l("Applications"), dates.apply_from, dates.apply_until),
        ("selection", _l("Selection and matching"), dates.apply_until + DAY, dates.starts_on - DAY),
        ("first_half", _l("Until midterm"), dates.starts_on, middle),
        ("second_half", _l("After midterm"), middle + DAY, closing - DAY),
        ("closing", _l("Closing and feedback"), closing, dates.ends_on),
    )
    for kind, name, first, last in spans:
        if first <= last:
            yield PhasePlan(kind, in_each(name, languages), first, last)


def in_each(text: Message, languages: Sequence[str]) -> Mapping[str, str]:
    """A text of the catalogue in each of these languages, as the database keeps it."""
    names = {}
    for code in languages:
        with use_language(code):
            names[code] = str(text)
    return names
