"""First prices of the mentors' seats: a rough programme that is quickly solved. Worker only.

Each pair and each covered strength is a variable of its own: a strength counts at most once, and
only as far as a chosen mentor brings it. With fractions allowed, and among the most promising pairs
only, this is solved at once; its value proves nothing, but the prices that come with it lie close
to the best ones, so that the search from there takes a few steps instead of many.
"""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import block_array, csr_array, eye_array, hstack

from punos_mentor_teams.matching.instance import MOST_STRENGTHS
from punos_mentor_teams.matching.levels import Levels, keeps_apart
from punos_mentor_teams.matching.pairs import Pairs, Rows, rows_of
from punos_mentor_teams.matching.parts import Bits, Flags, Ints, Part
from punos_mentor_teams.matching.pricing import Prices

NEAR = 20  # the best so many of each mentee and of each mentor are looked at
ROUNDING = 1e-6  # less is an error of the solver's


class Opening(NamedTuple):
    """Prices to begin with, the pairs that the programme took wholly or in part, and a good choice of
    whole pairs that reaches the levels."""

    prices: Prices
    taken: Flags
    choice: Flags


def opening(part: Part, worths: Ints, levels: Levels, seconds: float) -> Opening:
    """Where to begin; without a hint, from all prices zero, when time runs out."""
    until = monotonic() + seconds
    pairs = Pairs.among(levels.start | (_promising(worths) & part.open))
    rows = rows_of(part, pairs)
    cover = _cover(part, pairs)
    found = _covering(part, levels, pairs, rows, cover, seconds)
    if found.status != 0:
        return Opening(Prices.of(np.zeros(len(part.room)), 0, 0), levels.start, levels.start)
    mentees, mentors = part.open.shape
    seats = -found.ineqlin.marginals[mentees : mentees + mentors]
    prices = Prices.of(seats, *(-found.eqlin.marginals).tolist())
    taken = levels.start.copy()
    taken[pairs] |= found.x[: len(pairs.mentee)] > ROUNDING
    of_strengths = -found.ineqlin.marginals[len(rows.most) :]
    weights = part.points[pairs] + of_strengths @ cover
    return Opening(prices, taken, _choice(part, levels, pairs, rows, weights, until))


def _covering(
    part: Part, levels: Levels, pairs: Pairs, rows: Rows, cover: csr_array, seconds: float
) -> OptimizeResult:
    """The rough programme: variables for pairs, first mentors, and covered strengths."""
    none = np.zeros(cover.shape[0])
    firsts = np.zeros(np.count_nonzero(rows.first))
    brings = hstack([-cover, csr_array((len(none), len(firsts)))])
    return linprog(
        -np.concatenate((part.points[pairs], firsts, none + part.bonus)),
        A_ub=block_array([[rows.matrix, None], [brings, eye_array(len(none))]], format="csr"),
        b_ub=np.append(rows.most, none),
        A_eq=csr_array([[*rows.pairs, *none], [*rows.first, *none]]),
        b_eq=[levels.pairs, levels.first],
        bounds=(0, 1),
        method="highs-ipm",
        options={"time_limit": max(seconds, 0.1)},
    )


def _choice(
    part: Part,
    levels: Levels,
    pairs: Pairs,
    rows: Rows,
    weights: NDArray[np.float64],
    until: float,
) -> Flags:
    """The pairs of the greatest weight, when each strength is worth what it is worth on the margin.

    Without strengths as variables the programme is a network, whose corners are whole (as in
    ``levels``). Where mentors are kept apart the choice may break that; then the start has to do.
    """
    found = linprog(
        -np.append(weights, np.zeros(np.count_nonzero(rows.first))),
        A_ub=rows.matrix,
        b_ub=rows.most,
        A_eq=csr_array([rows.pairs, rows.first]),
        b_eq=[levels.pairs, levels.first],
        bounds=(0, 1),
        method="highs-ipm",
        options={"time_limit": max(until - monotonic(), 0.1)},
    )
    if found.status != 0 or np.abs(found.x - np.rint(found.x)).max() > ROUNDING:
        return levels.start
    choice = np.zeros_like(levels.start)
    choice[pairs] = found.x[: len(pairs.mentee)] > 0.5
    return choice if keeps_apart(part, choice) else levels.start


def _promising(worths: Ints) -> Flags:
    """The best NEAR of each row and of each column."""
    good = np.zeros(worths.shape, np.bool_)
    for axis in (0, 1):
        count = min(NEAR, worths.shape[axis])
        best = np.argpartition(-worths, count - 1, axis=axis).take(range(count), axis=axis)
        np.put_along_axis(good, best, values=True, axis=axis)
    return good


def _cover(part: Part, pairs: Pairs) -> csr_array:
    """A row for each strength that a mentee hopes for: the pairs that would bring it."""
    hoped = _bits_of(part.hopes)
    brought = hoped[pairs.mentee] & _bits_of(part.offers)[pairs.mentor]
    number = np.cumsum(hoped).reshape(hoped.shape) - 1
    pair, strength = np.nonzero(brought)
    row = number[pairs.mentee[pair], strength]
    return csr_array(
        (np.ones(len(row)), (row, pair)), shape=(np.count_nonzero(hoped), len(pairs.mentee))
    )


def _bits_of(numbers: Bits) -> Flags:
    """A column for each bit."""
    return (numbers[:, np.newaxis] >> np.arange(MOST_STRENGTHS, dtype=np.uint64)) & np.uint64(1) > 0
