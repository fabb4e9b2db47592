"""Who takes part in matching, how many groups each could still be in, and what each has told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.matching.candidates import Candidate
from punos.matching.schemas import candidate_of
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work


class Standing(NamedTuple):
    """Somebody who takes part in a cycle: in how many groups they may be and how many they are.

    `capacity` is what a mentor has told; of mentees it is 1.
    """

    id: UUID
    role: str
    model_state: str
    unit_id: UUID | None
    capacity: int
    groups: int

    @property
    def room(self) -> int:
        """How many more groups they could be in; below zero for whoever is in too many."""
        return self.capacity - self.groups


def standings(work: Work, cycle: Cycle, section: str) -> list[Standing]:
    """Everybody of a cycle who is active, in the order they applied: two statements.

    `section` is the form's section in which a mentor tells the capacity.
    """
    capacity = func.coalesce(Enrolment.answers[(section, "data", "capacity")].as_integer(), 1)
    query = (
        select(Enrolment.id, Enrolment.role, Enrolment.model_state, Enrolment.unit_id, capacity)
        .where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
        .order_by(Enrolment.id)
    )
    groups = _groups(work, cycle)
    return [
        Standing(key, role, state, unit_id, most, groups.get(key, 0))
        for key, role, state, unit_id, most in work.session.execute(query)
    ]


def _groups(work: Work, cycle: Cycle) -> dict[UUID, int]:
    """In how many groups each is now."""
    query = (
        select(Membership.enrolment_id, func.count())
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id, Membership.left_on.is_(None))
        .group_by(Membership.enrolment_id)
    )
    return dict(work.session.execute(query).all())


def candidates_of(
    work: Work, cycle: Cycle, section: str, room: Mapping[UUID, int]
) -> list[Candidate]:
    """What matching knows of those with room, in the order of their ids: one statement."""
    query = (
        select(Enrolment, Person.city)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
        .order_by(Enrolment.id)
    )
    return [
        candidate_of(enrolment, section, city, room[enrolment.id])
        for enrolment, city in work.session.execute(query)
        if enrolment.id in room
    ]
