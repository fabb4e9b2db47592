"""What matching knows of the people of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.matching.candidates import Candidate
from punos.matching.schemas import candidate_of
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work


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
