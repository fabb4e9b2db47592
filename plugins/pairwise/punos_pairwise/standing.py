"""Who waits for a pair: read by the panels, the workbench and matching alike."""

from dataclasses import dataclass
from uuid import UUID

from punos.plugin import MENTEE, MENTOR, Cycle, Standing, Work, standings
from punos_pairwise.sections import SECTION


@dataclass(frozen=True)
class Waiting:
    """Accepted mentees without a pair, and mentors with how many more pairs they have room for."""

    mentees: dict[UUID, int]
    mentors: dict[UUID, int]


def waiting(work: Work, cycle: Cycle) -> Waiting:
    """Everybody of a cycle who could be in a further pair, with how many: two statements."""
    free = [one for one in standings(work, cycle, SECTION) if one.room > 0 and _waits(one)]
    return Waiting(
        mentees={one.id: one.room for one in free if one.role == MENTEE},
        mentors={one.id: one.room for one in free if one.role == MENTOR},
    )


def _waits(one: Standing) -> bool:
    """A mentor who is in a pair may take another mentee; a mentee is in one alone."""
    return one.role == MENTOR or one.model_state == "accepted"
