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
    """Everybody of a cycle who could be in a further pair, with how many: one statement."""
    free = Waiting({}, {})
    sides: dict[str, dict[UUID, int]] = {MENTEE: free.mentees, MENTOR: free.mentors}
    for enrolment_id, role, room in _rooms(work, cycle):
        if room > 0:
            sides[role][enrolment_id] = room
    return free


def _rooms(work: Work, cycle: Cycle) -> Iterator[tuple[UUID, str, int]]:
    """(enrolment, role, in how many more pairs they could be); a mentee is in one pair alone."""
    in_pairs = (
        select(func.count())
        .select_from(Membership)
        .where(points_at(Membership.enrolment_id, Enrolment), Membership.left_on.is_(None))
        .correlate(Enrolment)
        .scalar_subquery()
    )
    query = select(Enrolment.id, Enrolment.role, Enrolment.model_state, CAPACITY, in_pairs).where(
        Enrolment.cycle_id == cycle.id, Enrolment.state == "active"
    )
    for enrolment_id, role, state, capacity, taken in work.session.execute(query):
        most = capacity if role == MENTOR else int(state == "accepted")
        yield enrolment_id, role, most - taken
