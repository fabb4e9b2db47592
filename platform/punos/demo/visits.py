"""Employers and visits of the demo, advice, who wants to be found, and where circles talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.advice.codes import KINDS as ADVICE_KINDS
from punos.advice.service import add_advice
from punos.demo.story import noon
from punos.directory.service import show
from punos.employers.models import Employer, EmployerVisit
from punos.employers.service import add_contact, write_down
from punos.employers.visits import Told, visitors, wanted, write_visit
from punos.enrolments.models import Enrolment
from punos.groups.chat import set_chat
from punos.groups.models import Group, Membership
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.units.service import units
from punos.work import Work

EMPLOYERS = (
    ("Esimerkkipaja Oy", "Turku", "25", ["shadowing", "interview"], "Matti Esimerkki"),
    ("Mallisairaala", "Turku", "22", ["shadowing", "placement"], "Saara Malli"),
    ("Esimerkkikaupungin kirjasto", "Kaarina", "26", ["interview", "visit"], None),
    ("Malliinsinöörit Oy", "Raisio", "21", ["shadowing"], "Pekka Malli"),
    ("Esimerkkikoulu", "Naantali", "23", ["shadowing", "visit"], None),
    ("Tilitoimisto Esimerkki", "Turku", "24", ["interview"], "Liisa Esimerkki"),
    ("Mallipäiväkoti", "Espoo", "23", ["shadowing", "visit"], None),
)
ADVISER = "Outi Esimerkki"
CHAT = "https://chat.example.org/"
STAGES = ("held", "planned", "held", "wished", "held", "")
SHOWN = (["city", "profession"], ["languages", "profession", "family_name", "email"], ["city"])


def look_around(work: Work) -> None:
    """What there is of these in the cycles of mentoring that run, and the visits of those that ended."""
    query = select(Cycle).where(Cycle.state.in_(("running", "closed")), Cycle.is_sample.is_(False))
    cycles = work.session.scalars(query.options(joinedload(Cycle.version)).order_by(Cycle.id)).all()
    employers: list[Employer] = []
    for cycle in cycles:
        pairs = [one for one in _groups(work, cycle) if wanted(work, one) != "off"]
        if pairs and not employers:
            employers = _register(work)
        if cycle.state == "closed":
            _have_visited(work, cycle, pairs, employers)
        else:
            _visit(work, pairs, employers)
            _live_on(work, cycle)


def _register(work: Work) -> list[Employer]:
    """Employers that the units, or the association itself, have found."""
    found_by = [None, *(one.id for one in units(work))]
    made = []
    for number, (name, city, field, offers, contact) in enumerate(EMPLOYERS):
        employer = write_down(
            work,
            name,
            city=city,
            profession=field,
            offers=offers,
            unit_id=found_by[number % len(found_by)],
        )
        if contact:
            address = f"{contact.lower().replace(' ', '.')}@employers.example.org"
            told = clock.today() if number % 2 else None
            add_contact(work, employer, name=contact, email=address, told_on=told)
        made.append(employer)
    return made


def _visit(work: Work, pairs: Sequence[Group], employers: Sequence[Employer]) -> None:
    """Half of those in pairs have seen a workplace, one looks for one, one has done nothing yet."""
    for number, pair in enumerate(pairs):
        stage = STAGES[number % len(STAGES)]
        if not stage:
            continue
        employer = employers[number % len(employers)]
        day = clock.today() + timedelta(days=6 if stage == "planned" else -2 - number)
        place = None if stage == "wished" else str(employer.id)
        kind = "interview" if number % 3 == 1 else "shadowing"
        told = Told(stage, kind, place, None if stage == "wished" else day)
        for enrolment_id in _who_visits(work, pair):
            write_visit(work, pair, enrolment_id, told)


def _have_visited(
    work: Work, cycle: Cycle, pairs: Sequence[Group], employers: Sequence[Employer]
) -> None:
    """Most of those of a cycle that has ended had seen a workplace by then."""
    for number, pair in enumerate(pairs):
        if number % 6 == 5:
            continue
        day = cycle.ends_on - timedelta(days=10 + number % 20)
        for enrolment_id in _who_visits(work, pair):
            work.session.add(
                EmployerVisit(
                    enrolment_id=enrolment_id,
                    group_id=pair.id,
                    employer_id=employers[number % len(employers)].id,
                    kind="interview" if number % 3 == 1 else "shadowing",
                    state="held",
                    visited_on=day,
                    recorded_at=noon(day),
                )
            )


def _who_visits(work: Work, group: Group) -> list[UUID]:
    query = select(Membership.enrolment_id, Membership.role).where(Membership.group_id == group.id)
    people = {key: ("", role) for key, role in work.session.execute(query)}
    return list(visitors(work, group, people))


def _live_on(work: Work, cycle: Cycle) -> None:
    """Some got advice, some want to be found by the others, and circles have a chat."""
    people = _people(work, cycle)
    if not model_of(work, cycle).helping_roles:
        return
    for number, enrolment in enumerate(people):
        if number % 4 == 0:
            kind, _label = ADVICE_KINDS[number // 4 % len(ADVICE_KINDS)]
            day = max(cycle.starts_on, clock.today() - timedelta(days=5 + number))
            add_advice(work, enrolment, kind, held_on=day, minutes=45, adviser=ADVISER)
        elif number % 3 == 0:
            show(work, enrolment, SHOWN[number % len(SHOWN)], None)
    for group in _groups(work, cycle):
        if model_of(work, cycle).group_kind(group.kind).of_groups:
            set_chat(work, group, f"{CHAT}{group.id.hex[-8:]}")


def _groups(work: Work, cycle: Cycle) -> Sequence[Group]:
    query = select(Group).where(Group.cycle_id == cycle.id)
    if cycle.state != "closed":
        query = query.where(Group.state == "active")
    return work.session.scalars(query.order_by(Group.id)).all()


def _people(work: Work, cycle: Cycle) -> Sequence[Enrolment]:
    """Those whose way to work is followed, and who take part now."""
    query = select(Enrolment).where(
        Enrolment.cycle_id == cycle.id,
        Enrolment.state == "active",
        Enrolment.role.in_(model_of(work, cycle).outcome_roles),
    )
    return work.session.scalars(query.order_by(Enrolment.id)).all()
