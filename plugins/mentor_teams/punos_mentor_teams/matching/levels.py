"""How many mentees of a part can get a mentor, and how many two. Worker only: imports SciPy.

A network of pipes answers both questions exactly: from a source to each mentee a pipe as wide as
the number of mentors she may get, from her to each mentor open to her a pipe for one, from each
mentor to a drain a pipe as wide as her room. The greatest flow is the greatest number of pairs, and
it comes in whole numbers (scipy.sparse.csgraph.maximum_flow).

*One mentor each*: those who have none get a pipe for one; the flow counts who gets one.

*Then two*: the pipes are widened to what each mentee wants, and the flow goes on from where it was.
Going on reroutes, but never takes back what has left the source, so nobody loses her only mentor;
and where it ends it is as large as any flow can be. So both figures are as large as each could be
alone: first mentors and second mentors do not compete for the figure, only for seats.

Mentors who must be kept apart break the second step: a mentee's two pipes may then lead to mentors
of whom she can have only one. They leave the first step alone (nobody gets two there). So with them
the second step is a mixed-integer programme: choose pairs, as many as possible, with everyone of the
first step kept in number, and no two mentors of one team apart. The flow still bounds it from above.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from punos_mentor_teams.matching.pairs import Pairs, rows_of
from punos_mentor_teams.matching.parts import Flags, Ints, Part
from punos_mentor_teams.matching.whole import whole_bound

NEAR = 12  # mentors per mentee among whom a second step with mentors apart is tried first


class Levels(NamedTuple):
    """``first``: how many mentees without a mentor get one · ``pairs``: how many pairs are chosen in
    all · ``most_pairs``: no choice with as many first ones has more; equal when proven · ``start``:
    a choice that reaches both, mentees by mentors."""

    first: int
    pairs: int
    most_pairs: int
    start: Flags

    @property
    def proven(self) -> bool:
        return self.pairs == self.most_pairs


def reach(part: Part, seconds: float) -> Levels:
    """The greatest figures and a choice that has them; ``seconds`` limits the second step."""
    first = _flow(part, part.alone & (part.wanted > 0), np.zeros_like(part.open))
    both = _flow(part, part.wanted - first.sum(axis=1), first)
    count, most = int(first.sum()), int(both.sum())
    if keeps_apart(part, both):
        return Levels(count, most, most, both)
    return _second_apart(part, first, both, seconds)


def _flow(part: Part, more: Ints | Flags, chosen: Flags) -> Flags:
    """``chosen``, and as many pairs more as possible; ``more``: how many each mentee may get."""
    mentees, mentors = part.open.shape
    source, drain = mentees + mentors, mentees + mentors + 1
    room = part.room - chosen.sum(axis=0)
    # A pair already chosen is a pipe backwards: to send through it means to give the mentor up.
    rows, columns = np.nonzero(part.open)
    back = chosen[rows, columns]
    begin = np.where(back, mentees + columns, rows)
    end = np.where(back, rows, mentees + columns)
    wide, seats = np.flatnonzero(more), np.flatnonzero(room)
    pipes = csr_array(
        (
            np.concatenate((np.ones(len(begin)), more[wide], room[seats])).astype(np.int32),
            (
                np.concatenate((begin, np.full(len(wide), source), mentees + seats)),
                np.concatenate((end, wide, np.full(len(seats), drain))),
            ),
        ),
        shape=(drain + 1, drain + 1),
    )
    sent = maximum_flow(pipes, source, drain).flow
    turned: Flags = sent[:mentees, mentees : mentees + mentors].toarray() != 0
    return chosen ^ turned


def keeps_apart(part: Part, chosen: Flags) -> bool:
    """Nobody of a choice has two mentors who must be kept apart."""
    return not any(part.apart[np.ix_(team, team)].any() for team in map(np.flatnonzero, chosen))


def _second_apart(part: Part, first: Flags, both: Flags, seconds: float) -> Levels:
    """As many pairs as possible with nobody apart in one team.

    Tried among a few mentors of each mentee first: where that already reaches what the flow allows,
    it is proven without looking at all of them.
    """
    bound, best = int(both.sum()), first
    for among in (_thinned(part, first | both), part.open):
        chosen, found = _most_pairs(part, among, int(first.sum()), seconds / 2)
        best = max(best, chosen, key=np.count_nonzero)
        if among is part.open:
            bound = min(bound, found)
        if best.sum() == bound:
            break
    return Levels(int(first.sum()), int(best.sum()), bound, best)


def _thinned(part: Part, kept: Flags) -> Flags:
    """``kept`` and about NEAR open mentors of each mentee, drawn the same way every time."""
    share = NEAR / np.maximum(1, part.open.sum(axis=1, keepdims=True))
    drawn: Flags = np.random.default_rng(0).random(part.open.shape) < share
    return kept | (part.open & drawn)


def _most_pairs(part: Part, among: Flags, first: int, seconds: float) -> tuple[Flags, int]:
    """A choice of as many pairs as possible, and the number that no choice among these exceeds."""
    pairs = Pairs.among(among)
    rows = rows_of(part, pairs)
    found = milp(
        -rows.pairs,
        integrality=np.ones(len(rows.pairs)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(rows.matrix, ub=rows.most),
            LinearConstraint(csr_array(rows.first[np.newaxis]), first, first),
            LinearConstraint(_one_of_two(part, pairs, len(rows.pairs)), ub=1),
        ],
        options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0},
    )
    chosen = np.zeros_like(among)
    if found.x is not None:
        chosen[pairs] = found.x[: len(pairs.mentee)] > 0.5
    return chosen, whole_bound(found)


def _one_of_two(part: Part, pairs: Pairs, variables: int) -> csr_array:
    """A row for each mentee and each two mentors apart: she gets at most one of them."""
    number = np.full(part.open.shape, -1)
    number[pairs] = np.arange(len(pairs.mentee))
    one, other = np.nonzero(np.triu(part.apart))
    both = np.argwhere((number[:, one] >= 0) & (number[:, other] >= 0))
    mentee, two = both.T
    columns = np.concatenate((number[mentee, one[two]], number[mentee, other[two]]))
    return csr_array(
        (np.ones(len(columns)), (np.tile(np.arange(len(both)), 2), columns)),
        shape=(len(both), variables),
    )
