"""The best teams for everybody at once. Worker only: imports NumPy and SciPy.

What "best" means, each aim only among the answers that are best by those before it:

1. as many mentees as possible have at least one mentor,
2. as many as possible have two,
3. the points of all pairs and the bonus for strengths covered are the most.

Standing mentors and pins come first and are kept (``pins``); the rest falls into parts that do not
touch each other (``parts``). In each, the first two aims are flows (``levels``), the third a search
with a proven bound (``search``). In the end everything is counted again (``verify``).

The same people always get the same teams, in whatever order they are given: they are sorted by id
first, and every step repeats itself exactly. Only where the time runs out can a slower machine answer
less well; the proof then says how far from the best it may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from punos_mentor_teams.matching.instance import Instance, Pair, Proof, Solution
from punos_mentor_teams.matching.levels import Levels, reach
from punos_mentor_teams.matching.parts import Part, split
from punos_mentor_teams.matching.pins import by_mentee, new_pins, settle_pins
from punos_mentor_teams.matching.search import Best, best_teams
from punos_mentor_teams.matching.teams import NOBODY
from punos_mentor_teams.matching.verify import count, verify

OF_THE_TIME = 0.9  # a solver may stop a little late
LEVELS_SHARE = 0.4  # of the time, at most, where mentors are kept apart


class Solved(NamedTuple):
    """A part and its answer; no answer where nobody is open to anybody."""

    part: Part
    levels: Levels | None = None
    best: Best | None = None


def solve(instance: Instance, *, seconds: float = 60.0) -> Solution:
    """The best teams, with a proof for each part.

    ``seconds`` is for all parts together; the smallest come first, so that a huge one takes no time
    from the others. Raises PinsContradict when the pins cannot all be kept.
    """
    until = monotonic() + seconds * OF_THE_TIME
    whole = instance.in_order()
    free = settle_pins(whole)
    by_size = sorted(split(free), key=lambda part: part.points.size)
    solved = [_solve_part(part, until) for part in by_size]
    chosen = (pair for one in solved for pair in _pairs(free, one))
    teams = by_mentee([*new_pins(whole), *chosen])
    verify(whole, teams)
    solved.sort(key=lambda one: int(one.part.rows[0]))
    return Solution(teams, tuple(_proof(whole, teams, one) for one in solved))


def _solve_part(part: Part, until: float) -> Solved:
    if not part.open.any():
        return Solved(part)
    levels = reach(part, (until - monotonic()) * LEVELS_SHARE)
    return Solved(part, levels, best_teams(part, levels, until))


def _pairs(instance: Instance, solved: Solved) -> Iterator[Pair]:
    """The newly chosen pairs of a part."""
    if solved.best is None:
        return
    rows, columns, teams = solved.part.rows, solved.part.columns, solved.best.teams
    for row, *mentors in zip(teams.mentee, teams.one, teams.other, strict=True):
        for column in mentors:
            if column != NOBODY:
                yield instance.seekers[rows[row]].id, instance.guides[columns[column]].id


def _proof(instance: Instance, teams: Mapping[UUID, tuple[UUID, ...]], solved: Solved) -> Proof:
    """The figures counted anew, and what the search has proven of them."""
    one, two, value = count(instance, (instance.seekers[row] for row in solved.part.rows), teams)
    mentees, mentors = solved.part.open.shape
    found = Proof(mentees, mentors, one, two, value, value, optimal=True)
    if solved.levels is None or solved.best is None:
        return found
    if missing := solved.levels.most_pairs - solved.levels.pairs:
        return found._replace(bound=two + missing, optimal=False, stopped_at="with_two")
    if missing := solved.best.bound - solved.best.value:
        return found._replace(bound=value + missing, optimal=False, stopped_at="value")
    return found
