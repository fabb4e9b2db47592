"""The best pairs for a whole cohort. Worker only: imports SciPy.

Pairing one mentee after the other with her favourite leaves poor pairs for the last ones. Here all
are paired at once, so that the sum over the cohort is as large as it can be (the *assignment
problem*; SciPy solves it exactly, see scipy.optimize.linear_sum_assignment).

The solver sees one table. A row is a mentee, a column is a *seat*: a mentor who takes three mentees
has three equal columns. A cell says what that pair is worth, with a minus before it: what is lost
without it. The solver picks cells, at most one in each row and each column, so that their sum is the
least. (Asked for the largest sum it would first write all of it down once more, with the signs turned.)

* A pair that must not be is worth 0, a possible one always at least 1. So the solver takes a
  forbidden cell only where nothing possible is left, and we read such a cell as "nobody".
* ``most_people``: every pair is worth a bonus so large that no sum of points outweighs one pair
  more; then the points decide. ``best_score``: the points decide first, then the number of pairs.
* All worths are whole numbers far below 2**53, hence exact in the solver's double precision.

The same cohort always gets the same answer: both sides are sorted by id before anything else, so
the order in which people come in does not matter, and where several proposals are equally good the
solver picks among them by that order alone (ids grow with time: by who applied first).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from punos.plugin import Candidate, Criteria
from punos.plugin.heavy import score_all, some_rows
from punos_pairwise.matching.cohort import Cell, Cohort
from punos_pairwise.matching.pins import Pair, check_pins
from punos_pairwise.matching.proposal import Found
from punos_pairwise.matching.summary import summarise

Aim = Literal["most_people", "best_score"]


def propose(
    mentees: Iterable[Candidate],
    mentors: Iterable[Candidate],
    criteria: Criteria,
    *,
    pins: Set[Pair] = frozenset(),
    forbidden: Set[Pair] = frozenset(),
    aim: Aim = "most_people",
) -> Found:
    """The best proposal for the whole cohort, each pair with its reasons.

    ``pins`` are kept whatever the criteria say; ``forbidden`` pairs never come out. Both hold
    (mentee id, mentor id). Raises PinsContradict when the pins cannot all be kept.
    """
    cohort = Cohort.of(mentees, mentors, criteria)
    if pins:
        capacities = {mentor.id: mentor.capacity for mentor in cohort.mentors}
        check_pins(cohort.rows.keys(), capacities, pins, forbidden)
    scores = score_all(cohort.mentees, cohort.mentors, criteria)
    allowed = without(scores.passes, cohort.cells(forbidden))
    pinned = cohort.cells(pins)
    rows, seats = free_rows_and_seats(cohort, pinned)
    chosen = assign(losses(scores.points, allowed, rows, seats, aim), rows, seats)
    return summarise(cohort, scores, allowed, pinned, chosen)


def without(passes: NDArray[np.bool_], forbidden: Iterable[Cell]) -> NDArray[np.bool_]:
    """What passes the mandatory criteria, less what is forbidden by hand."""
    allowed = passes.copy()
    for cell in forbidden:
        allowed[cell] = False
    return allowed


def free_rows_and_seats(
    cohort: Cohort, pinned: Sequence[Cell]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of the mentees without a pin, and for each seat still free the column of its mentor."""
    has_pin = {row for row, _ in pinned}
    rows = np.array([r for r in range(len(cohort.mentees)) if r not in has_pin], np.intp)
    # More seats than mentees could never be filled.
    room = np.array([min(mentor.capacity, len(cohort.mentees)) for mentor in cohort.mentors], int)
    for _, column in pinned:
        room[column] -= 1
    return rows, np.repeat(np.arange(len(cohort.mentors)), room)


def losses(
    points: NDArray[np.int16],
    allowed: NDArray[np.bool_],
    rows: NDArray[np.intp],
    seats: NDArray[np.intp],
    aim: Aim,
) -> NDArray[np.float64]:
    """The solver's table of free mentees by free seats: 0 where not allowed, else -1 or less."""
    table = np.empty((len(rows), len(seats)))
    most_pairs = min(table.shape)
    times, plus = most_pairs + 1, 1
    if aim == "most_people":
        times, plus = 1, most_pairs * int(points.max(initial=0)) + 1
    for some in some_rows(len(rows)):
        lost = points.take(rows[some], axis=0).take(seats, axis=1) * float(-times)
        lost -= plus
        table[some] = lost * allowed.take(rows[some], axis=0).take(seats, axis=1)
    return table


def assign(
    table: NDArray[np.float64], rows: NDArray[np.intp], seats: NDArray[np.intp]
) -> list[Cell]:
    """The cells with the least sum, without those that stand for nobody."""
    picked_rows, picked_seats = linear_sum_assignment(table)
    real = table[picked_rows, picked_seats] < 0
    chosen_rows, chosen_columns = rows[picked_rows[real]], seats[picked_seats[real]]
    return list(zip(chosen_rows.tolist(), chosen_columns.tolist(), strict=True))
