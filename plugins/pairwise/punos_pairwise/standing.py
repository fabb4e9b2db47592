"""Who waits for a pair: read by the panels, the workbench and matching alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import MENTEE, MENTOR, Cycle, Enrolment, Membership, Work, points_at
from punos_pairwise.sections import SECTION

CAPACITY = func.coalesce(Enrolment.answers[(SECTION, "data", "capacity")].as_integer(), 1)


@dataclass(frozen=True)
class Waiting:
    """Accepted mentees without a pair, and mentors with how many more pairs they have room for."""

    mentees: dict[UUID, int]
    mentors: dict[UUID, int]


def waiting(work: Work, cycle: Cycle) -> Waiting:
    """Everybody of a cycle who could be in a further pair, with how many: two statements."""
    free = Waiting({}, {})
    sides: dict[str, dict[UUID, int]] = {MENTEE: free.mentees, MENTOR: free.mentors}
    for enrolment_id, role, room in _rooms(work, cycle):
        if room > 0:
            sides[role][enrolment_id] = room
    return free


def _rooms(work: Work, cycle: Cycle) -> Iterator[tuple[UUID, str, int]]:
    """(enrolment, role, in how many more pairs they could be); a mentee is in one pair alone."""
    taken = _taken(work, cycle)
    query = select(Enrolment.id, Enrolment.role, Enrolment.model_state, CAPACITY).where(
        Enrolment.cycle_id == cycle.id, Enrolment.state == "active"
    )
    for enrolment_id, role, state, capacity in work.session.execute(query):
        most = capacity if role == MENTOR else int(state == "accepted")
        yield enrolment_id, role, most - taken.get(enrolment_id, 0)


def _taken(work: Work, cycle: Cycle) -> dict[UUID, int]:
    """In how many pairs each is now."""
    query = (
        select(Membership.enrolment_id, func.count())
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id, Membership.left_on.is_(None))
        .group_by(Membership.enrolment_id)
    )
    return dict(work.session.execute(query).all())
