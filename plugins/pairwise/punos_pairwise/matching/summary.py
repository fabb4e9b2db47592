"""From chosen cells to a proposal that a person can judge. Worker only: imports NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from punos.plugin import Candidate, Unmatched, judge, score
from punos.plugin.heavy import Scores, why_unmatched
from punos_pairwise.matching.cohort import Cell, Cohort
from punos_pairwise.matching.proposal import Alternative, Found, FoundPair, Quality

NOT_POSSIBLE = -1


def summarise(
    cohort: Cohort,
    scores: Scores,
    allowed: NDArray[np.bool_],
    pinned: Sequence[Cell],
    chosen: Sequence[Cell],
) -> Found:
    """Pairs with reasons and next bests, the unmatched with why, and the quality of it all."""
    cells = [*pinned, *chosen]
    possible = _where_allowed(allowed, scores.points)
    for cell in pinned:
        possible[cell] = scores.points[cell]
    quality = _quality(cohort, possible, cells)
    unmatched = tuple(_unmatched(cohort, scores, allowed, cells))
    pairs = _suggestions(cohort, possible, cells, frozenset(pinned))
    return Found(tuple(sorted(pairs, key=_weakest_first)), unmatched, quality)


def _where_allowed(allowed: NDArray[np.bool_], points: NDArray[np.int16]) -> NDArray[np.int16]:
    """The points, else NOT_POSSIBLE. Much faster than `where`, whose branches cannot be foreseen."""
    possible = points - NOT_POSSIBLE
    possible *= allowed
    possible += NOT_POSSIBLE
    return possible


def _weakest_first(pair: FoundPair) -> tuple[float, int]:
    return pair.score, pair.mentee.int


def _quality(cohort: Cohort, possible: NDArray[np.int16], cells: Sequence[Cell]) -> Quality:
    if not cells:
        return Quality(0, None, None, None)
    chosen = np.array([possible[cell] for cell in cells])
    # Nobody does better than with her own favourite; as many as are paired, the luckiest ones.
    favourites = np.sort(possible.max(axis=1))[-len(cells) :]
    return Quality(
        count=len(cells),
        mean=score(int(chosen.sum()), cohort.criteria) / len(cells),
        least=score(int(chosen.min()), cohort.criteria),
        upper_bound=score(int(favourites.sum()), cohort.criteria) / len(cells),
    )


def _suggestions(
    cohort: Cohort, possible: NDArray[np.int16], cells: Sequence[Cell], pinned: frozenset[Cell]
) -> Iterator[FoundPair]:
    """Uses ``possible`` up: the chosen pairs are struck out of it, what is left is next best."""
    if not cells:
        return
    possible[tuple(np.array(cells).T)] = NOT_POSSIBLE
    next_mentors, next_mentees = _next_bests(possible, 1), _next_bests(possible, 0)
    for row, column in cells:
        mentee, mentor = cohort.pair((row, column))
        judged = judge(mentee, mentor, cohort.criteria)
        yield FoundPair(
            mentee=mentee.id,
            mentor=mentor.id,
            score=judged.score,
            reasons=judged.reasons,
            fails=judged.fails,
            pinned=(row, column) in pinned,
            next_best_mentor=_next_mentor(cohort, mentee, *next_mentors[row]),
            next_best_mentee=_next_mentee(cohort, mentor, *next_mentees[column]),
        )


def _next_bests(possible: NDArray[np.int16], axis: Literal[0, 1]) -> list[tuple[int, int]]:
    """For each line along the axis where its highest points are, and what they are."""
    best = possible.argmax(axis=axis).tolist()
    return list(zip(best, possible.max(axis=axis).tolist(), strict=True))


def _next_mentor(cohort: Cohort, mentee: Candidate, column: int, points: int) -> Alternative | None:
    if points == NOT_POSSIBLE:
        return None
    mentor = cohort.mentors[column]
    return Alternative(mentor.id, score(points, cohort.criteria), (mentee, mentor), cohort.criteria)


def _next_mentee(cohort: Cohort, mentor: Candidate, row: int, points: int) -> Alternative | None:
    if points == NOT_POSSIBLE:
        return None
    mentee = cohort.mentees[row]
    return Alternative(mentee.id, score(points, cohort.criteria), (mentee, mentor), cohort.criteria)


def _unmatched(
    cohort: Cohort, scores: Scores, allowed: NDArray[np.bool_], cells: Sequence[Cell]
) -> Iterator[Unmatched]:
    """Mentees, then mentors, who stand in no chosen cell."""
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    takes_someone = np.array([mentor.capacity > 0 for mentor in cohort.mentors], np.bool_)
    for row, mentee in enumerate(cohort.mentees):
        if row not in rows:
            fails = {name: table[row, takes_someone] for name, table in scores.fails.items()}
            yield why_unmatched(mentee, allowed[row, takes_someone], fails)
    for column, mentor in enumerate(cohort.mentors):
        if column not in columns:
            fails = {name: table[:, column] for name, table in scores.fails.items()}
            yield why_unmatched(mentor, allowed[:, column], fails)
