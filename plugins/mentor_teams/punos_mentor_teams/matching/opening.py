"""First prices of the mentors' seats: a rough programme that is quickly solved. Worker only.

Each pair and each covered strength is a variable of its own: a strength counts at most once, and
only as far as a chosen mentor brings it. With fractions allowed, and among the most promising pairs
only, this is solved at once; its value proves nothing, but the prices that come with it lie close
to the best ones, so that the search from there takes a few steps instead of many.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, eye_array

from punos_mentor_teams.matching.instance import MOST_STRENGTHS
from punos_mentor_teams.matching.levels import Levels
from punos_mentor_teams.matching.pairs import Pairs, rows_of
from punos_mentor_teams.matching.parts import Bits, Flags, Ints, Part
from punos_mentor_teams.matching.pricing import Prices

NEAR = 20  # the best so many of each mentee and of each mentor are looked at
TAKEN = 1e-6  # less is a rounding of the solver's


class Opening(NamedTuple):
    """Prices to begin with, and the pairs that the programme took, wholly or in part."""

    prices: Prices
    taken: Flags


def opening(part: Part, worths: Ints, levels: Levels, seconds: float) -> Opening:
    """Where to begin; without a hint, from all prices zero, when time runs out."""
    pairs = Pairs.among(levels.start | (_promising(worths) & part.open))
    rows = rows_of(part, pairs)
    cover = _cover(part, pairs, len(rows.pairs))
    none = np.zeros(cover.shape[0])
    points = np.append(part.points[pairs], np.zeros(np.count_nonzero(rows.first)))
    found = linprog(
        -np.append(points, none + part.bonus),
        A_ub=block_array([[rows.matrix, None], [-cover, eye_array(len(none))]], format="csr"),
        b_ub=np.append(rows.most, none),
        A_eq=csr_array([[*rows.pairs, *none], [*rows.first, *none]]),
        b_eq=[levels.pairs, levels.first],
        bounds=(0, 1),
        method="highs-ipm",
        options={"time_limit": max(seconds, 0.1)},
    )
    taken = levels.start.copy()
    if found.status != 0:
        return Opening(Prices.of(np.zeros(len(part.room)), 0, 0), taken)
    mentees, mentors = part.open.shape
    seats = -found.ineqlin.marginals[mentees : mentees + mentors]
    taken[pairs] |= found.x[: len(pairs.mentee)] > TAKEN
    return Opening(Prices.of(seats, *(-found.eqlin.marginals).tolist()), taken)


def _promising(worths: Ints) -> Flags:
    """The best NEAR of each row and of each column."""
    good = np.zeros(worths.shape, np.bool_)
    for axis in (0, 1):
        count = min(NEAR, worths.shape[axis])
        best = np.argpartition(-worths, count - 1, axis=axis).take(range(count), axis=axis)
        np.put_along_axis(good, best, values=True, axis=axis)
    return good


def _cover(part: Part, pairs: Pairs, variables: int) -> csr_array:
    """A row for each strength that a mentee hopes for: the pairs that would bring it."""
    hoped = _bits_of(part.hopes)
    brought = hoped[pairs.mentee] & _bits_of(part.offers)[pairs.mentor]
    number = np.cumsum(hoped).reshape(hoped.shape) - 1
    pair, strength = np.nonzero(brought)
    row = number[pairs.mentee[pair], strength]
    return csr_array((np.ones(len(row)), (row, pair)), shape=(np.count_nonzero(hoped), variables))


def _bits_of(numbers: Bits) -> Flags:
    """A column for each bit."""
    return (numbers[:, np.newaxis] >> np.arange(MOST_STRENGTHS, dtype=np.uint64)) & np.uint64(1) > 0
