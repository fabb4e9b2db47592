"""Pairs for the demo, by the same verbs that a coordinator uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import cycle as around
from itertools import islice
from typing import Any
from uuid import UUID

from punos.plugin import MENTEE, MENTOR, Programme, Work, clock, units
from punos.plugin.demo import (
    Applicant,
    Calendar,
    Chapter,
    Spring,
    Teller,
    earlier_springs,
    let_take_part,
    named,
    tell,
    write_page,
)
from punos_pairwise.demo_agreements import ask_again, have_aims, publish_first
from punos_pairwise.demo_care import look_after
from punos_pairwise.demo_meet import begin, in_circles, pair_up
from punos_pairwise.demo_pages import PAGES
from punos_pairwise.demo_turku import PARTNERS, PILOT, TURKU
from punos_pairwise.model import PAIRWISE

OCCUPATIONS = ("2512", "2221", "2341", "2411", "2431", "2142", "2635", "2611")
FITS: Mapping[str, Mapping[str, Any]] = {
    MENTEE: {
        "languages": [{"language": "fi", "level": "B1"}, {"language": "en", "level": "B2"}],
        "moved": "yes",
        "seeks_own_field": "yes",
    },
    MENTOR: {
        "languages": [{"language": "fi", "level": "C2"}, {"language": "en", "level": "C1"}],
        "peer_type": "native_professional",
    },
}


@dataclass(frozen=True)
class Tale:
    """What is told of one association: how many pairs a cycle has, and those of the last three springs.

    In days: how long a cycle lasts, how long ago the running one began, and when the next one begins.
    `january`: for a spring one applies in January, and it lasts as long as any cycle. With a `calendar`
    the cycles are copies of it, and it was a spring's own. Those in pairs live in `towns`; of others,
    some live farther away than the programme reaches.
    """

    pairs: int = 4
    springs: tuple[int, ...] = (3, 3, 3)
    length: int = 122
    began: int = 70
    begins: int = 40
    january: bool = False
    calendar: Calendar | None = None
    towns: tuple[str, ...] = ("Turku", "Kaarina", "Turku", "Raisio", "Naantali")


TALES = {
    "iwwof": Tale(10, (8, 9, 10), 91, 45, 80, calendar=TURKU),
    "womento": Tale(
        18,
        (20, 23, 26),
        243,
        january=True,
        towns=("Helsinki", "Espoo", "Tampere", "Oulu", "Turku"),
    ),
}
"""By the short name of the association."""
PILOT_PAIRS = 6
RUNNING = "current"
PREVIOUS_ENDED = 160
"""So many days ago the previous cycle ended."""


def tell_story(work: Work, programme: Programme) -> None:
    """Years that lie behind, a cycle that has ended, one that runs, and one that takes applications."""
    if programme.model != PAIRWISE.name:
        return
    tale = TALES.get(work.tenant.slug, Tale())
    publish_first(work, programme)
    if tale.calendar is not None:
        _tell_dated(work, programme, tale, tale.calendar)
    for spring in earlier_springs(work, programme):
        if tale.calendar is None or spring.first.year != tale.calendar.starts_on.year:
            tell(spring.teller, _spring(work, tale, spring), pair_up)
    teller = Teller.of(work, programme)
    for chapter in _chapters(work, tale):
        cycle = tell(teller, chapter, partial(begin, days=chapter.days, today=clock.today()))
        if tale.calendar is not None:
            let_take_part(work, cycle, PARTNERS)
        if chapter.slug == RUNNING:
            in_circles(work, cycle)
            ask_again(work, cycle)
            have_aims(work, cycle)
            look_after(work, cycle)
        for language, written in PAGES.get(work.tenant.slug, {}).items():
            write_page(work, cycle, language, dict(written))


def _tell_dated(work: Work, programme: Programme, tale: Tale, calendar: Calendar) -> None:
    """The pilot for spouses of 2021, and the programme of 2023, on their own days."""
    year = calendar.starts_on.year
    of_pilot = named(
        "Pilot for spouses, 2021", "Puolisoiden pilotti 2021", "Pilot för partner 2021"
    )
    of_turku = named(f"Turku {year}", f"Turku {year}", f"Åbo {year}")
    for slug, names, days, pairs in (
        ("spouses-2021", of_pilot, PILOT, PILOT_PAIRS),
        (f"turku-{year}", of_turku, calendar, tale.pairs),
    ):
        chapter = Chapter(
            slug,
            names,
            accepted=_fitting(work, tale, pairs),
            target=pairs,
            ended=True,
            calendar=days,
        )
        teller = Teller.of(work, programme, slug)
        cycle = tell(teller, chapter, partial(begin, days=days, today=clock.today()))
        let_take_part(work, cycle, PARTNERS)


def _spring(work: Work, tale: Tale, spring: Spring) -> Chapter:
    pairs, year = tale.springs[spring.number], spring.first.year
    chapter = Chapter(
        spring.slug,
        spring.names,
        starts=spring.starts,
        length=spring.length,
        accepted=_fitting(work, tale, pairs),
        target=pairs,
        ended=True,
        outcomes=spring.outcomes,
    )
    if not tale.january:
        return chapter
    names = named(f"January {year}", f"Tammikuu {year}", f"Januari {year}")
    return replace(chapter, names=names, calendar=_from_january(year, tale.length))


def _from_january(year: int, length: int) -> Calendar:
    """One applies in January and begins in February."""
    starts = date(year, 2, 15)
    return Calendar(date(year, 1, 1), date(year, 1, 31), starts, starts + timedelta(days=length))


def _chapters(work: Work, tale: Tale) -> Iterator[Chapter]:
    ended = Chapter(
        "previous",
        named("Previous cycle", "Edellinen kausi", "Förra perioden"),
        starts=-PREVIOUS_ENDED - tale.length,
        length=tale.length,
        accepted=_fitting(work, tale, tale.pairs),
        target=tale.pairs,
        ended=True,
    )
    running = Chapter(
        RUNNING,
        named("Current cycle", "Nykyinen kausi", "Pågående period"),
        starts=-tale.began,
        length=tale.length,
        accepted=_fitting(work, tale, tale.pairs),
        waiting=[*_fitting(work, tale, 3), *_both(work, 1)],
        target=tale.pairs,
    )
    coming = Chapter(
        "next",
        named("Next cycle", "Seuraava kausi", "Nästa period"),
        starts=tale.begins,
        length=tale.length,
        waiting=[*_fitting(work, tale, 8), *_both(work, 6)],
        target=tale.pairs,
        open_until=20,
    )
    for chapter in (ended, running, coming):
        yield _copied(chapter, tale.calendar)


def _copied(chapter: Chapter, calendar: Calendar | None) -> Chapter:
    """The chapter on the days of a calendar, moved to where it begins."""
    if calendar is None:
        return chapter
    starts = clock.today() + timedelta(days=chapter.starts)
    return replace(chapter, calendar=calendar.starting(starts))


def _both(work: Work, number: int) -> list[Applicant]:
    """So many mentees and mentors, spread over the units, of whom anything may be true."""
    return [Applicant(role, place) for place in _places(work, number) for role in (MENTEE, MENTOR)]


def _fitting(work: Work, tale: Tale, number: int) -> list[Applicant]:
    """The same, in couples of one profession and town whom the rules are for, and who speak Finnish
    well enough to meet in it."""
    return [
        Applicant(role, place, {"occupation": occupation, "city": city, **FITS[role]})
        for place, occupation, city in zip(
            _places(work, number), around(OCCUPATIONS), around(tale.towns), strict=False
        )
        for role in (MENTEE, MENTOR)
    ]


def _places(work: Work, number: int) -> list[UUID | None]:
    places: list[UUID | None] = [*(unit.id for unit in units(work))] or [None]
    return list(islice(around(places), number))
