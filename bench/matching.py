"""Matching beside the solver alone on the same table: what everything around the solver costs.

    python -m bench.matching              20, 100 and 1,000 on each side
    python -m bench.matching --large      5,000 too, with the peak of memory

"matching" runs from candidates to the finished proposal with the reasons of every pair; "and shown"
also puts into words what a page of 50 pairs shows, with the reasons of both next bests. "solver" is
SciPy's linear_sum_assignment on the very table that the run gives it. Medians of
interleaved runs, in CPU time: all of it is one thread, and waiting for others is no cost of ours.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
from collections.abc import Callable
from random import Random
from statistics import median
from time import process_time
from uuid import UUID

from punos_pairwise.matching.cohort import Cohort
from punos_pairwise.matching.proposal import Found
from punos_pairwise.matching.solve import free_rows_and_seats, losses, propose
from scipy.optimize import linear_sum_assignment

from punos.matching.candidates import CEFR
from punos.matching.phrasing import phrase
from punos.occupations.api import every
from punos.plugin import Candidate, Criteria, Side
from punos.plugin.heavy import score_all

SIZES = (20, 100, 1000)
LARGE = 5000
PAGE = 50
RUNS = {20: 51, 100: 51, 1000: 11, 5000: 1}

CITIES = ("Turku", "Helsinki", "Tampere", "Vantaa", "Espoo", "Oulu", "Pori", "Vaasa")
SPOKEN = ("fi", "sv", "en", "ar", "ru", "so", "es", "uk", "fa", "vi")
INTERESTS = tuple(f"interest_{number}" for number in range(20))
HOPES = tuple(f"hope_{number}" for number in range(12))
TIMES = tuple(f"time_{number}" for number in range(10))
FIELDS = ("0311", "0410", "0413", "0613", "0714", "0732", "0912", "0913", "0231", "0112")

# Every criterion counts; one must hold, so that not every pair is possible.
CRITERIA = Criteria(
    profession="high",
    languages="mandatory",
    education="low",
    working_languages=("fi", "en"),
)


def cohort(size: int, seed: int = 1) -> tuple[list[Candidate], list[Candidate]]:
    """As many mentees as mentors, with answers drawn at random and the same in each run."""
    random = Random(seed)
    codes = [occupation.code for occupation in every("en")]
    mentees = [_person(random, "mentee", codes, CEFR[1:4]) for _ in range(size)]
    mentors = [_person(random, "mentor", codes, CEFR[4:]) for _ in range(size)]
    return mentees, mentors


def _person(random: Random, role: Side, codes: list[str], finnish: tuple[str, ...]) -> Candidate:
    own = random.sample(SPOKEN, 2)
    return Candidate(
        id=UUID(int=random.getrandbits(128)),
        role=role,
        occupation=random.choice(codes),
        city=random.choice(CITIES),
        online_ok=random.random() < 0.5,
        languages={code: random.choice(CEFR) for code in own} | {"fi": random.choice(finnish)},
        interests=frozenset(random.sample(INTERESTS, 4)),
        hopes=frozenset(random.sample(HOPES, 3)) if role == "mentee" else frozenset(),
        offers=frozenset(random.sample(HOPES, 4)) if role == "mentor" else frozenset(),
        education_field=random.choice(FIELDS),
        availability=frozenset(random.sample(TIMES, 3)),
    )


def show_page(proposal: Found) -> int:
    """The reasons on a page of the workbench as phrases; how many there are."""
    told = 0
    for pair in proposal.pairs[:PAGE]:
        for side in (pair, pair.next_best_mentor, pair.next_best_mentee):
            told += len([phrase(reason) for reason in side.reasons] if side else ())
    return told


def solver_alone(mentees: list[Candidate], mentors: list[Candidate]) -> Callable[[], object]:
    """The bare solver on the table that ``propose`` gives it."""
    whole = Cohort.of(mentees, mentors, CRITERIA)
    scores = score_all(whole.mentees, whole.mentors, CRITERIA)
    rows, seats = free_rows_and_seats(whole, [])
    table = losses(scores.points, scores.passes, rows, seats, "most_people")
    return lambda: linear_sum_assignment(table)


def interleaved(runs: int, *tasks: Callable[[], object]) -> list[float]:
    """The median seconds of each task, taken in turns so that noise meets all alike."""
    taken: list[list[float]] = [[] for _ in tasks]
    for _ in range(runs):
        for task, times in zip(tasks, taken, strict=True):
            gc.collect()
            start = process_time()
            task()
            times.append(process_time() - start)
    return [median(times) for times in taken]


def measure(size: int) -> str:
    """One line of the table."""
    mentees, mentors = cohort(size)
    solver, matching, shown = interleaved(
        RUNS[size],
        solver_alone(mentees, mentors),
        lambda: propose(mentees, mentors, CRITERIA),
        lambda: show_page(propose(mentees, mentors, CRITERIA)),
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{size:>6} {solver * 1000:>10.1f} {matching * 1000:>12.1f} {matching / solver:>7.2f}"
        f" {shown * 1000:>12.1f} {shown / solver:>7.2f} {peak:>9}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="matching beside the solver alone")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} on each side")
    options = parser.parse_args(arguments)
    print("  size  solver ms  matching ms   ratio  and shown ms   ratio   peak MB")
    for size in (*SIZES, LARGE) if options.large else SIZES:
        print(measure(size), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
