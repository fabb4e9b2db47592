"""What happened in a programme so far: a cycle that ended, one that runs, one that takes applications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.demo.answers import made_answers
from punos.demo.people import Names
from punos.demo.words import TOPICS, spoken
from punos.enrolments.applying import apply
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group
from punos.groups.service import memberships
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import (
    PhasePlan,
    create_cycle,
    model_of,
    open_cycle,
    settings_of,
    start_cycle,
)
from punos.units.service import units
from punos.work import Work

OUTCOMES = ("A2", "A1", "B1", "C1", "E1", "B3", "C2", "A2", "D0")


@dataclass(frozen=True)
class Chapter:
    """One cycle of the story; days count from today."""

    slug: str
    names: dict[str, str]
    starts: int
    length: int
    pairs: int
    waiting: int
    ended: bool = False
    open_until: int | None = None


def tell_story(work: Work, programme: Programme, random: Random) -> None:
    """Make the programme's cycles, with their people, pairs, meetings and outcomes."""
    names = Names(random)
    for chapter in _chapters(work):
        _tell(work, programme, chapter, names, random)


def _chapters(work: Work) -> tuple[Chapter, ...]:
    many = work.tenant.slug != "iwwof"
    pairs = 18 if many else 10
    return (
        Chapter(
            "previous",
            _named("Previous cycle", "Edellinen kausi", "Förra perioden"),
            -330,
            200,
            pairs,
            0,
            ended=True,
        ),
        Chapter(
            "current",
            _named("Current cycle", "Nykyinen kausi", "Pågående period"),
            -70,
            190,
            pairs,
            4,
        ),
        Chapter(
            "next",
            _named("Next cycle", "Seuraava kausi", "Nästa period"),
            40,
            200,
            0,
            14,
            open_until=20,
        ),
    )


def _named(en: str, fi: str, sv: str) -> dict[str, str]:
    return {"en": en, "fi": fi, "sv": sv}


def _tell(work: Work, programme: Programme, chapter: Chapter, names: Names, random: Random) -> None:
    today = clock.today()
    starts = today + timedelta(days=chapter.starts)
    apply_from = min(starts - timedelta(days=60), today - timedelta(days=14))
    with clock.at(_noon(apply_from)):
        cycle = _plan(work, programme, chapter, starts, apply_from)
        open_cycle(work, cycle)
        people = _applicants(work, cycle, chapter, names, random)
    if chapter.open_until is not None:
        return
    with clock.at(_noon(starts)):
        _accept(work, people[: 2 * chapter.pairs])
        start_cycle(work, cycle)
        work.session.flush()
        work.hooks.on("demo_cycle", cycle=cycle)
        work.session.flush()
    _live(work, cycle, starts, chapter, random)


def _plan(
    work: Work, programme: Programme, chapter: Chapter, starts: date, apply_from: date
) -> Cycle:
    ends = starts + timedelta(days=chapter.length)
    until = (
        clock.today() + timedelta(days=14 + chapter.open_until)
        if chapter.open_until is not None
        else starts - timedelta(days=20)
    )
    return create_cycle(
        work,
        programme,
        slug=f"{programme.slug}-{chapter.slug}"[:60],
        names={
            code: f"{programme.names.get(code, programme.slug)}: {name}"
            for code, name in chapter.names.items()
        },
        starts_on=starts,
        ends_on=ends,
        apply_from=apply_from,
        apply_until=until,
        targets={"pairs": chapter.pairs or 10},
        phases=_phases(starts, ends, apply_from, until),
    )


def _phases(starts: date, ends: date, first: date, until: date) -> Iterable[PhasePlan]:
    middle = starts + (ends - starts) / 2
    week = timedelta(days=7)
    yield PhasePlan(
        "applications", _named("Applications", "Hakuaika", "Ansökningstid"), first, until
    )
    yield PhasePlan(
        "selection",
        _named("Selection and matching", "Valinta ja parien muodostaminen", "Urval och matchning"),
        until + timedelta(days=1),
        max(starts - timedelta(days=1), until + week),
    )
    yield PhasePlan(
        "pairs", _named("Pairs meet", "Parit tapaavat", "Paren träffas"), starts, middle
    )
    yield PhasePlan(
        "second_half",
        _named("After midterm", "Välitapaamisen jälkeen", "Efter halvtid"),
        middle + timedelta(days=1),
        ends - week,
    )
    yield PhasePlan(
        "closing",
        _named("Closing and feedback", "Päätös ja palaute", "Avslutning och respons"),
        ends - week + timedelta(days=1),
        ends,
    )


def _applicants(
    work: Work, cycle: Cycle, chapter: Chapter, names: Names, random: Random
) -> list[Enrolment]:
    """Mentees and mentors in turn (or whatever roles the model has), as many as the chapter wants."""
    roles = list(model_of(work, cycle).roles)
    places: list[UUID | None] = [unit.id for unit in units(work)] or [None]
    people = []
    for number in range(2 * (chapter.pairs + chapter.waiting)):
        role = roles[number % len(roles)]
        made = names.make(role, work.settings.languages)
        answers = made_answers(work, cycle, role, vars(made), random)
        place = places[number // len(roles) % len(places)]
        made_one = apply(work, cycle, role, answers, source="import", unit_id=place)
        people.append(made_one.enrolment)
    return people


def _accept(work: Work, people: list[Enrolment]) -> None:
    for enrolment in people:
        move(work, enrolment.id, "accepted")


def _live(work: Work, cycle: Cycle, starts: date, chapter: Chapter, random: Random) -> None:
    """Meetings of every pair until today, and for a cycle that ended the outcomes and its close."""
    last = min(clock.today(), cycle.ends_on)
    groups = list(
        work.session.scalars(select(Group).where(Group.cycle_id == cycle.id).order_by(Group.id))
    )
    planned = settings_of(work, cycle).get("meeting_plan", {}).get("pair_meetings", 6)
    for number, group in enumerate(groups):
        # One pair has gone quiet, as some do.
        held = planned if chapter.ended else random.randint(1, 3) if number else 0
        _meet(work, group, starts, last, held, random)
    if chapter.ended:
        _end(work, cycle, groups)


def _meet(work: Work, group: Group, starts: date, last: date, times: int, random: Random) -> None:
    span = max((last - starts).days - 2, 1)
    members = memberships(work, group.id)
    for number in range(times):
        day = starts + timedelta(days=1 + (number * span) // max(times, 1))
        with clock.at(_noon(day + timedelta(days=1))):
            log_meeting(
                work,
                group,
                local_start=datetime.combine(day, time(17, 0)),
                minutes=random.choice((60, 60, 90)),
                topic=random.choice(TOPICS[spoken(work)]),
                attendance={member.enrolment_id: "present" for member in members},
            )


def _end(work: Work, cycle: Cycle, groups: list[Group]) -> None:
    with clock.at(_noon(cycle.ends_on)):
        wanted = model_of(work, cycle).outcome_roles
        mentees = [m.enrolment for g in groups for m in memberships(work, g.id) if m.role in wanted]
        for number, enrolment in enumerate(mentees):
            record_outcome(
                work,
                enrolment,
                OUTCOMES[number % len(OUTCOMES)],
                moment="exit",
                happened_on=cycle.ends_on,
            )
        close_whole_cycle(work, cycle)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12, 0), UTC)
