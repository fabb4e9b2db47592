"""Choosing among given teams: the best fractions of them, and the best whole ones. Worker only.

A choice takes at most one team for each mentee and fills no mentor beyond her room; it has exactly
as many pairs, and as many mentees with a first mentor, as the levels say. Among all such choices
the one worth most is a linear programme in whole numbers, with one variable for each team, solved
by HiGHS (scipy.optimize). Without "whole", half a team is allowed too: that is quickly solved, and
its dual values are the prices of the mentors' seats.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from punos_mentor_teams.matching.levels import Levels
from punos_mentor_teams.matching.parts import Part
from punos_mentor_teams.matching.pricing import Prices
from punos_mentor_teams.matching.teams import NOBODY, Teams
from punos_mentor_teams.matching.whole import whole_bound

# Values are whole numbers, so the search may stop once nothing can be better by a whole step.
ENOUGH = 0.9


class Whole(NamedTuple):
    """The teams chosen (None: there is no such choice, or time ran out before one was found), and a
    bound of what any choice is worth."""

    chosen: Teams | None
    bound: int


class Fractions(NamedTuple):
    """The best value when teams may be taken in part, how much of each team is taken, and the
    prices that go with it."""

    value: float
    taken: NDArray[np.float64]
    prices: Prices


def fractions(part: Part, levels: Levels, teams: Teams, seconds: float) -> Fractions | None:
    """The best fractions of these teams; None when time runs out."""
    found = linprog(
        -teams.worth.astype(float),
        A_ub=_limits(part, teams),
        b_ub=_at_most(part),
        A_eq=_figures(part, teams),
        b_eq=[levels.pairs, levels.first],
        method="highs-ipm",
        options={"time_limit": max(seconds, 0.1)},
    )
    if found.status != 0:
        return None
    seats = -found.ineqlin.marginals[len(part.wanted) :]
    prices = Prices.of(seats, *(-found.eqlin.marginals).tolist())
    return Fractions(-found.fun, found.x, prices)


def whole(
    part: Part,
    levels: Levels,
    teams: Teams,
    *,
    about: int,
    step: int,
    seconds: float,
    fixed: NDArray[np.bool_] | None = None,
) -> Whole:
    """The best choice of whole teams.

    ``about``: what it is worth, or more · ``step``: every worth is a multiple of it · ``fixed``:
    teams that are to be taken (the bound then holds only with them).
    """
    reach = [levels.pairs, levels.first]
    found = milp(
        -teams.worth / step,
        integrality=np.ones(len(teams.worth)),
        bounds=Bounds(0 if fixed is None else fixed, 1),
        constraints=[
            LinearConstraint(_limits(part, teams), ub=_at_most(part)),
            LinearConstraint(_figures(part, teams), reach, reach),
        ],
        options={"time_limit": max(seconds, 0.1), "mip_rel_gap": ENOUGH / max(1, about // step)},
    )
    chosen = None if found.x is None else teams.pick(found.x > 0.5)
    return Whole(chosen, step * whole_bound(found))


def _limits(part: Part, teams: Teams) -> csr_array:
    """A row for each mentee, whose teams it sums, then one for each mentor."""
    mentees, mentors = part.open.shape
    two = np.flatnonzero(teams.other != NOBODY)
    each = np.arange(len(teams.worth))
    row = np.concatenate((teams.mentee, mentees + teams.one, mentees + teams.other[two]))
    column = np.concatenate((each, each, two))
    return csr_array((np.ones(len(row)), (row, column)), shape=(mentees + mentors, len(each)))


def _at_most(part: Part) -> NDArray[np.int64]:
    return np.concatenate((np.ones(len(part.wanted), np.int64), part.room))


def _figures(part: Part, teams: Teams) -> csr_array:
    """How many pairs each team is, and whether it brings a first mentor."""
    return csr_array(np.stack((teams.size, part.alone[teams.mentee])).astype(float))
