"""Who waits for a pair: read by the panels, the workbench and matching alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import Cycle, Enrolment, Membership, Programme, Work, points_at
from punos_pairwise.model import MENTEE, MENTOR, PAIRWISE
from punos_pairwise.sections import SECTION

CAPACITY = func.coalesce(Enrolment.answers[(SECTION, "data", "capacity")].as_integer(), 1)


class Place(NamedTuple):
    """Somebody who takes part in a cycle, and how many more pairs they could be in."""

    id: UUID
    role: str
    room: int


@dataclass(frozen=True)
class Waiting:
    """Accepted mentees without a pair, and mentors with room for one more."""

    mentees: dict[UUID, int]
    mentors: dict[UUID, int]


def waiting(work: Work, cycle: Cycle) -> Waiting:
    """Everybody of a cycle who could be in a further pair, with how many: two statements."""
    places = [place for place in _places(work, cycle) if place.room > 0]
    return Waiting(
        mentees={place.id: place.room for place in places if place.role == MENTEE},
        mentors={place.id: place.room for place in places if place.role == MENTOR},
    )


def _places(work: Work, cycle: Cycle) -> list[Place]:
    taken = _taken(work, cycle)
    query = select(Enrolment.id, Enrolment.role, Enrolment.model_state, CAPACITY).where(
        Enrolment.cycle_id == cycle.id, Enrolment.state == "active"
    )
    places = []
    for enrolment_id, role, state, capacity in work.session.execute(query):
        most = capacity if role == MENTOR else int(state == "accepted")
        places.append(Place(enrolment_id, role, most - taken.get(enrolment_id, 0)))
    return places


def _taken(work: Work, cycle: Cycle) -> dict[UUID, int]:
    """In how many pairs each is now."""
    query = (
        select(Membership.enrolment_id, func.count())
        .join(
            Enrolment,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .where(Enrolment.cycle_id == cycle.id, Membership.left_on.is_(None))
        .group_by(Membership.enrolment_id)
    )
    return dict(work.session.execute(query).all())


def cycles_of_pairs(work: Work, cycles: Sequence[Cycle]) -> list[Cycle]:
    """Those of these cycles whose programme is one of pairs: one statement."""
    query = (
        select(Cycle.id)
        .join(
            Programme,
            points_at(Cycle.programme_id, Programme),
        )
        .where(Cycle.id.in_([cycle.id for cycle in cycles]), Programme.model == PAIRWISE.name)
    )
    found = set(work.session.scalars(query))
    return [cycle for cycle in cycles if cycle.id in found]
