"""Measuring applications anew by the rules of their cycle, when what is known of a person has changed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select

from punos.enrolments.answers import current
from punos.enrolments.eligibility import rules_of, unmet
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolments
from punos.people.models import Person
from punos.work import Work


def measure_again(work: Work, person: Person) -> None:
    """Hold every application of a person that waits for a decision to its rules, by her details as now.

    Hold the person first. What was decided stays as it was when it was decided.
    """
    measure(work, lock_waiting(work, person).values())


def lock_waiting(work: Work, person: Person, *besides: UUID) -> dict[UUID, Enrolment]:
    """The person's applications that wait for a decision, and those `besides`: held, by id."""
    waiting = (Enrolment.person_id == person.id) & (Enrolment.state == "candidate")
    query = select(Enrolment.id).where(or_(waiting, Enrolment.id.in_(besides)))
    return lock_enrolments(work, work.session.scalars(query))


def measure(work: Work, held: Iterable[Enrolment]) -> None:
    """Keep what these do not meet now."""
    for one in held:
        one.unmet = unmet(rules_of(work, one.cycle), one.role, current(one))
