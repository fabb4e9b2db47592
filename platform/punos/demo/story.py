"""What happened in a cycle of the demo so far, told through the product's own verbs.

Each programme model tells its own story (`on_demo_programme`); what their stories share is here. Days
count from today, and every verb is used on the day on which it would have been.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.demo.answers import made_answers
from punos.demo.calendar import Calendar, write_down
from punos.demo.people import Names
from punos.demo.words import TOPICS, spoken
from punos.enrolments.applying import apply
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.enrolments.telling import note_told
from punos.groups.models import Group
from punos.groups.service import memberships
from punos.meetings.plan import plan_of
from punos.meetings.service import log_meeting
from punos.outcomes.codes import codes_at
from punos.outcomes.due import AROUND, FOLLOWED
from punos.outcomes.service import record_outcome
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import (
    PhasePlan,
    create_cycle,
    model_of,
    open_cycle,
    start_cycle,
)
from punos.work import Work

OUTCOMES = ("A2", "A1", "B1", "C1", "E1", "B3", "C2", "A2", "D0")
NOT_REACHED = 4
"""One of so many is not reached half a year and a year later."""
USUAL_MEETINGS = 6

LocalText = dict[str, str]


@dataclass(frozen=True)
class Applicant:
    """Somebody who applies: in which role, to which unit, and what is not left to chance."""

    role: str
    unit_id: UUID | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """One cycle of a story; days count from today.

    `accepted` take part once it has started, `waiting` have applied. It takes applications for
    `open_until` more days when that is given, and has ended with `ended`. With a `calendar` its days are
    those, and `starts` and `length` are not asked.
    """

    slug: str
    names: LocalText
    starts: int = 0
    length: int = 0
    accepted: Sequence[Applicant] = ()
    waiting: Sequence[Applicant] = ()
    target: int = 10
    ended: bool = False
    outcomes: Sequence[str] = OUTCOMES
    open_until: int | None = None
    calendar: Calendar | None = None

    @property
    def days(self) -> Calendar:
        """When one applies, when it begins and when it ends."""
        return self.calendar or _counted(self)


def _counted(chapter: Chapter) -> Calendar:
    today = clock.today()
    starts = today + timedelta(days=chapter.starts)
    return Calendar(
        min(starts - timedelta(days=60), today - timedelta(days=14)),
        today + timedelta(days=14 + chapter.open_until)
        if chapter.open_until is not None
        else starts - timedelta(days=20),
        starts,
        starts + timedelta(days=chapter.length),
    )


@dataclass(frozen=True)
class Teller:
    """Who tells: the programme, and the one source of chance, so that every demo is the same."""

    work: Work
    programme: Programme
    names: Names
    random: Random

    @classmethod
    def of(cls, work: Work, programme: Programme, part: str = "") -> "Teller":
        """Seeded by the names of the association and its programme, and of a part told by itself."""
        told = f" {part}" if part else ""
        # Made-up people need no secrecy.
        random = Random(f"{work.tenant.slug} {programme.slug}{told}")  # noqa: S311
        names = Names(random, f"{programme.slug}-{part}-" if part else programme.slug)
        return cls(work, programme, names, random)


def named(en: str, fi: str, sv: str) -> LocalText:
    """A text of the demo in its three languages."""
    return {"en": en, "fi": fi, "sv": sv}


def tell(teller: Teller, chapter: Chapter, meet: Callable[[Work, Cycle], None]) -> Cycle:
    """Let a chapter happen until today. `meet` makes groups of those who were accepted."""
    work, days = teller.work, chapter.days
    with clock.at(noon(days.apply_from)):
        cycle = plan(teller, chapter, days)
        open_cycle(work, cycle)
        people = applications(teller, cycle, [*chapter.accepted, *chapter.waiting])
    if chapter.open_until is not None:
        return cycle
    with clock.at(noon(days.starts_on)):
        accepted = [enrolment.id for enrolment in people[: len(chapter.accepted)]]
        for enrolment_id in accepted:
            move(work, enrolment_id, "accepted")
        note_told(work, cycle, "accepted", accepted)
        start_cycle(work, cycle)
        work.session.flush()
        meet(work, cycle)
        work.session.flush()
    write_down(work, cycle, days)
    live(teller, cycle, chapter)
    return cycle


def plan(teller: Teller, chapter: Chapter, days: Calendar) -> Cycle:
    """Plan the chapter's cycle, with a timeline."""
    programme = teller.programme
    return create_cycle(
        teller.work,
        programme,
        slug=f"{programme.slug}-{chapter.slug}"[:60],
        names={
            code: f"{programme.names.get(code, programme.slug)}: {name}"
            for code, name in chapter.names.items()
        },
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        apply_from=days.apply_from,
        apply_until=days.apply_until,
        targets={"pairs": chapter.target},
        phases=days.phases
        or _phases(days.starts_on, days.ends_on, days.apply_from, days.apply_until),
    )


def _phases(starts: date, ends: date, first: date, until: date) -> Iterable[PhasePlan]:
    middle = starts + (ends - starts) / 2
    week = timedelta(days=7)
    yield PhasePlan(
        "applications", named("Applications", "Hakuaika", "Ansökningstid"), first, until
    )
    yield PhasePlan(
        "selection",
        named("Selection and matching", "Valinta ja parien muodostaminen", "Urval och matchning"),
        until + timedelta(days=1),
        max(starts - timedelta(days=1), until + week),
    )
    yield PhasePlan(
        "pairs",
        named("Mentoring meetings", "Mentorointitapaamiset", "Mentorträffar"),
        starts,
        middle,
    )
    yield PhasePlan(
        "second_half",
        named("After midterm", "Välitapaamisen jälkeen", "Efter halvtid"),
        middle + timedelta(days=1),
        ends - week,
    )
    yield PhasePlan(
        "closing",
        named("Closing and feedback", "Päätös ja palaute", "Avslutning och respons"),
        ends - week + timedelta(days=1),
        ends,
    )


def applications(teller: Teller, cycle: Cycle, applicants: Iterable[Applicant]) -> list[Enrolment]:
    """Each applies, with answers to all that the form asks."""
    work = teller.work
    found = []
    for one in applicants:
        made = teller.names.make(one.role, work.settings.languages)
        answers = made_answers(work, cycle, one.role, vars(made), teller.random, one.said)
        applied = apply(work, cycle, one.role, answers, source="import", unit_id=one.unit_id)
        found.append(applied.enrolment)
    return found


def live(teller: Teller, cycle: Cycle, chapter: Chapter) -> None:
    """Meetings of every group until today, and for a cycle that ended the outcomes and its close."""
    work = teller.work
    query = select(Group).where(Group.cycle_id == cycle.id, Group.state == "active")
    groups = list(work.session.scalars(query.order_by(Group.id)))
    for number, group in enumerate(groups):
        planned = len(plan_of(work, group)) or USUAL_MEETINGS
        # One group has gone quiet, as some do.
        some = min(planned, teller.random.randint(1, 3)) if number else 0
        _meet(teller, group, cycle, planned if chapter.ended else some)
    if chapter.ended:
        end(work, cycle, groups, chapter.outcomes)


def _meet(teller: Teller, group: Group, cycle: Cycle, times: int) -> None:
    work, random = teller.work, teller.random
    last = min(clock.today(), cycle.ends_on)
    span = max((last - cycle.starts_on).days - 2, 1)
    members = memberships(work, group.id)
    steps = plan_of(work, group)
    for number in range(times):
        day = cycle.starts_on + timedelta(days=1 + (number * span) // max(times, 1))
        step = steps[number] if number < len(steps) else None
        theme = step.theme if step else None
        with clock.at(noon(day + timedelta(days=1))):
            log_meeting(
                work,
                group,
                local_start=datetime.combine(day, time(17, 0)),
                minutes=step.minutes if step and theme else random.choice((60, 60, 90)),
                theme=theme,
                topic=None if theme else random.choice(TOPICS[spoken(work)]),
                attendance={member.enrolment_id: "present" for member in members},
            )


def end(
    work: Work, cycle: Cycle, groups: Sequence[Group], outcomes: Sequence[str] = OUTCOMES
) -> None:
    """Record what became of everybody, on the cycle's last day, and close it."""
    with clock.at(noon(cycle.ends_on)):
        wanted = model_of(work, cycle).outcome_roles
        people = [m.enrolment for g in groups for m in memberships(work, g.id) if m.role in wanted]
        for number, enrolment in enumerate(people):
            record_outcome(
                work,
                enrolment,
                outcomes[number % len(outcomes)],
                moment="exit",
                happened_on=cycle.ends_on,
            )
        close_whole_cycle(work, cycle)
    _ask_again(work, cycle, people, outcomes)


def _ask_again(
    work: Work, cycle: Cycle, people: Sequence[Enrolment], outcomes: Sequence[str]
) -> None:
    """Half a year and a year later most are reached, and some have come further."""
    yesterday = clock.today() - timedelta(days=1)
    for moment, after in FOLLOWED.items():
        if cycle.ends_on + after - AROUND > yesterday:
            continue
        possible = {one.code for one in codes_at(moment)}
        with clock.at(noon(min(cycle.ends_on + after, yesterday))):
            for number, enrolment in enumerate(people):
                code = outcomes[(number + 1) % len(outcomes)]
                if code not in possible or not (number + 1) % NOT_REACHED:
                    continue
                record_outcome(work, enrolment, code, moment=moment, happened_on=clock.today())


def noon(day: date) -> datetime:
    """The middle of a day, by UTC."""
    return datetime.combine(day, time(12, 0), UTC)
