"""Who waits for a pair: read by the panels, the workbench and matching alike."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Group,
    Membership,
    Work,
    asked_count,
    points_at,
)
from punos_pairwise.model import PAIR
from punos_pairwise.sections import SECTION

CAPACITY = func.coalesce(Enrolment.answers[(SECTION, "data", "capacity")].as_integer(), 1)


@dataclass(frozen=True)
class Waiting:
    """Accepted mentees without a pair, and mentors with how many more pairs they have room for.

    `asked` are the mentees of pairs that are being asked; they do not wait meanwhile.
    """

    mentees: dict[UUID, int]
    mentors: dict[UUID, int]
    asked: set[UUID] = field(default_factory=set)


def waiting(work: Work, cycle: Cycle) -> Waiting:
    """Everybody of a cycle who could be in a further pair, with how many: one statement.

    Whoever is being asked about a pair keeps the place for it.
    """
    free = Waiting({}, {})
    sides: dict[str, dict[UUID, int]] = {MENTEE: free.mentees, MENTOR: free.mentors}
    for enrolment_id, role, room, asked in _rooms(work, cycle):
        if room > 0:
            sides[role][enrolment_id] = room
        if asked and role == MENTEE:
            free.asked.add(enrolment_id)
    return free


def _rooms(work: Work, cycle: Cycle) -> Iterator[tuple[UUID, str, int, int]]:
    """(enrolment, role, in how many more pairs they could be, about how many they are asked).

    A mentee is in one pair alone.
    """
    in_pairs = (
        select(func.count())
        .select_from(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            points_at(Membership.enrolment_id, Enrolment),
            Membership.left_on.is_(None),
            Group.kind == PAIR,
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )
    known = (Enrolment.id, Enrolment.role, Enrolment.model_state, CAPACITY, in_pairs, asked_count())
    query = select(*known).where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
    for enrolment_id, role, state, capacity, taken, asked in work.session.execute(query):
        most = capacity if role == MENTOR else int(state == "accepted")
        yield enrolment_id, role, most - taken - asked, asked
