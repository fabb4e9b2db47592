"""A sample cycle: made-up people to look around with, in one's own association, removed whole.

Nobody in it has an address, so that nothing is ever sent; it is closed to the public, counts in no
figure that leaves the association, and earns nothing.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import remove, with_referring
from punos.demo.answers import made_answers
from punos.demo.people import Names
from punos.enrolments.answers import Answers
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import PERSON
from punos.enrolments.service import enrol, move
from punos.enrolments.steps import acceptance
from punos.enrolments.telling import note_told
from punos.errors import Refused
from punos.i18n import _l, _staff
from punos.people.models import Person
from punos.people.service import FIELDS, add_person
from punos.programmes.models import Cycle, Programme
from punos.programmes.planning import CycleDates, free_slug, in_each, proposed_phases
from punos.programmes.service import create_cycle, lock_cycle, model_of, open_cycle
from punos.units.service import units
from punos.work import Work

EACH = 6
"""So many people apply in each role, and half of them are accepted."""
_REACHES = ("email", "phone")


def make_sample(work: Work, programme: Programme) -> Cycle:
    """A cycle that takes applications, with people who applied. Raises Refused when there is one."""
    if sample_of(work) is not None:
        raise Refused(_staff("There is a sample cycle already. Remove it before you make another."))
    cycle = _planned(work, programme)
    for number, (role, answers) in enumerate(_applications(work, cycle)):
        _apply(work, cycle, role, answers, accepted=number % 2 == 0)
    audit(work, "sample.made", "cycle", cycle.id)
    return cycle


def sample_of(work: Work) -> Cycle | None:
    """The association's sample cycle, if there is one."""
    return work.session.scalars(select(Cycle).where(Cycle.is_sample).limit(1)).one_or_none()


def remove_sample(work: Work, cycle: Cycle) -> dict[str, int]:
    """Take a sample away with everybody and everything in it; how many rows of each table.

    What refers to it goes by the tables' own references, so plugins' rows go, too.
    """
    cycle = lock_cycle(work, cycle.id)
    if not cycle.is_sample:
        raise Refused(_staff("This is no sample cycle."))
    people = select(Enrolment.person_id).where(Enrolment.cycle_id == cycle.id)
    made = select(Person.id).where(Person.is_sample, Person.id.in_(people))
    start = {Cycle: {cycle.id}, Person: set(work.session.scalars(made))}
    counted = remove(work.session, with_referring(work.session, start))
    audit(work, "sample.removed", "cycle", cycle.id)
    return counted


def _planned(work: Work, programme: Programme) -> Cycle:
    today, languages = clock.today(), work.settings.languages
    dates = CycleDates(
        today - timedelta(days=21),
        today + timedelta(days=7),
        today + timedelta(days=21),
        today + timedelta(days=140),
    )
    cycle = create_cycle(
        work,
        programme,
        slug=free_slug(work, programme, dates.starts_on),
        names=in_each(_l("Sample cycle"), languages),
        targets={"pairs": EACH},
        phases=proposed_phases(dates, languages),
        is_sample=True,
        **vars(dates),
    )
    return open_cycle(work, cycle)


def _applications(work: Work, cycle: Cycle) -> Iterator[tuple[str, Answers]]:
    random = Random(cycle.slug)  # noqa: S311 (made-up people need no secrecy)
    names = Names(random, "sample")
    for _number in range(EACH):
        for role in model_of(work, cycle).roles:
            person = vars(names.make(role, work.settings.languages))
            yield role, made_answers(work, cycle, role, person, random)


def _apply(work: Work, cycle: Cycle, role: str, answers: Answers, *, accepted: bool) -> None:
    known: dict[str, Any] = {name: answers[PERSON]["data"].get(name) for name in FIELDS}
    bare = dict.fromkeys(_REACHES)
    answers[PERSON]["data"] |= bare
    unit_id = _unit(work)
    person = add_person(work, **{**known, **bare}, is_sample=True, unit_id=unit_id)
    work.session.flush()
    enrolment = enrol(work, cycle, person, role, answers=answers, source="staff", unit_id=unit_id)
    state = acceptance(model_of(work, cycle), enrolment.model_state)
    if accepted and state is not None:
        move(work, enrolment.id, state.name)
        note_told(work, cycle, state.tells, [enrolment.id])


def _unit(work: Work) -> UUID | None:
    """The first unit, where applicants belong to units."""
    return next((unit.id for unit in units(work)), None)
