"""That a proposal is the best there is, by another solver; and that it is the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from punos_pairwise.matching.cohort import Cohort
from punos_pairwise.matching.proposal import Found
from punos_pairwise.matching.solve import propose
from scipy.optimize import linprog
from scipy.sparse import csr_array

from punos.plugin import Criteria, judge
from punos.plugin.heavy import score_all

from .print_pairs import cohort, digest

ROOT = Path(__file__).resolve().parents[3]
SIZE = 500
CRITERIA = Criteria(profession="mandatory", profession_digits=2, place="mandatory")
MANY = 10**7
"""More than all points of a proposal together, so that one pair more outweighs them."""


class Task:
    """A cohort of 500 with bans and capacities, and what each possible pair is worth."""

    def __init__(self, seed: int) -> None:
        self.mentees, self.mentors = cohort(SIZE, seed)
        random = Random(seed)
        pairs = [(one.id, other.id) for one in self.mentees for other in self.mentors]
        self.forbidden = frozenset(random.sample(pairs, 2000))
        self.whole = Cohort.of(self.mentees, self.mentors, CRITERIA)
        scores = score_all(self.whole.mentees, self.whole.mentors, CRITERIA)
        allowed = scores.passes.copy()
        for cell in self.whole.cells(self.forbidden):
            allowed[cell] = False
        self.rows, self.columns = np.nonzero(allowed)
        self.points = scores.points[self.rows, self.columns].astype(np.float64)

    def propose(self, aim: str) -> Found:
        """What we propose."""
        return propose(
            self.mentees,
            self.mentors,
            CRITERIA,
            forbidden=self.forbidden,
            aim=aim,  # type: ignore[arg-type]
        )

    def bound(self, worth: NDArray[np.float64]) -> float:
        """What no choice of pairs can exceed: prices for mentees and for places that cover every pair.

        HiGHS finds the prices by linear programming; that they do cover is checked here, so the bound
        holds whatever the solver has done.
        """
        limits = np.array([1] * SIZE + [one.capacity for one in self.whole.mentors])
        number = np.arange(len(self.rows))
        table = csr_array(
            (
                np.ones(2 * len(number)),
                (np.concatenate([self.rows, SIZE + self.columns]), np.tile(number, 2)),
            ),
            shape=(2 * SIZE, len(number)),
        )
        solved = linprog(-worth, A_ub=table, b_ub=limits, bounds=(0, None), method="highs-ds")
        prices = np.maximum(-solved.ineqlin.marginals, 0)
        short = worth - prices[self.rows] - prices[SIZE + self.columns]
        return float(prices @ limits + SIZE * max(0.0, short.max()))


@pytest.mark.parametrize(("aim", "seed"), [("most_people", 7), ("best_score", 8)])
def test_proposal_of_five_hundred_reaches_the_bound_of_another_solver(aim: str, seed: int) -> None:
    task = Task(seed)
    found = task.propose(aim)
    most = CRITERIA.most_points
    reached = sum(round(pair.score * most) for pair in found.pairs)
    worth = task.points
    if aim == "most_people":
        worth, reached = worth + MANY, reached + MANY * len(found.pairs)
    assert len(found.pairs) > SIZE / 2, "a task with something in it"
    # Points are whole, so less than half a point below what nobody exceeds is the best there is.
    assert reached <= task.bound(worth) + 0.5
    assert task.bound(worth) - reached < 0.5


def test_control_one_pair_fewer_stays_below_the_bound() -> None:
    task = Task(7)
    found = task.propose("best_score")
    most = CRITERIA.most_points
    fewer = sum(round(pair.score * most) for pair in found.pairs[:-1])
    assert task.bound(task.points) - fewer > 0.5


def test_points_of_the_proof_are_those_that_two_people_are_judged_by() -> None:
    task = Task(9)
    for place in Random(9).sample(range(len(task.rows)), 300):
        mentee, mentor = task.whole.pair((int(task.rows[place]), int(task.columns[place])))
        judged = judge(mentee, mentor, CRITERIA)
        assert not judged.fails
        assert round(judged.score * CRITERIA.most_points) == task.points[place]


def test_same_people_get_the_same_pairs_in_another_process_order_and_number_of_threads() -> None:
    here = digest(120, 1, 0)
    assert digest(120, 2, 0) != here, "other people, other pairs"
    assert digest(120, 1, 5) == here
    assert _elsewhere(1, "12345", "1") == here
    assert _elsewhere(2, "999", "8") == here


def _elsewhere(order: int, hash_seed: str, threads: str) -> str:
    """The same people in another process: in another order, with other hashes and threads."""
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed, **dict.fromkeys(limits, threads)}
    command = [sys.executable, "-m", "plugins.pairwise.tests.print_pairs", "120", "1", str(order)]
    done = subprocess.run(
        command, env=environ, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
