"""The points of every possible pair of a cohort, as one table. Worker only: imports NumPy.

Each criterion is prepared once and then asked for a block of mentees at a time: a block stays in
the processor's cache, and 5,000 by 5,000 never stands in memory more often than the answer does.
What a fit means is written in ``findings``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from punos_pairwise.matching import findings
from punos_pairwise.matching.candidates import CEFR, Candidate, cefr_rank
from punos_pairwise.matching.criteria import FULL, Criteria

BLOCK = 128

# Single precision is exact here: all values are whole and below 2**24.
Table = NDArray[np.float32]
Fit = Callable[[slice], Table]  # a block of mentees -> their fit with every mentor, in thousandths
Prepare = Callable[[Sequence[Candidate], Sequence[Candidate], Criteria], Fit]


@dataclass(frozen=True, slots=True)
class Scores:
    """Tables of mentees (rows) by mentors (columns).

    ``points``: weighted points, at most 28,000 (seven criteria of weight 4) · ``passes``: every
    mandatory criterion holds · ``fails``: for each mandatory criterion, where it does not.
    """

    points: NDArray[np.int16]
    passes: NDArray[np.bool_]
    fails: dict[str, NDArray[np.bool_]]


def score_all(
    mentees: Sequence[Candidate], mentors: Sequence[Candidate], criteria: Criteria
) -> Scores:
    """The points of each mentee with each mentor."""
    shape = (len(mentees), len(mentors))
    scores = Scores(
        points=np.zeros(shape, np.int16),
        passes=np.ones(shape, np.bool_),
        fails={name: np.zeros(shape, np.bool_) for name in criteria.mandatory},
    )
    if not mentees or not mentors:
        return scores
    fits = {name: PREPARE[name](mentees, mentors, criteria) for name in criteria.weights}
    for start in range(0, len(mentees), BLOCK):
        _score_block(slice(start, start + BLOCK), fits, criteria, scores)
    return scores


def _score_block(rows: slice, fits: dict[str, Fit], criteria: Criteria, scores: Scores) -> None:
    points: Table = np.zeros(scores.points[rows].shape, np.float32)
    for name, weight in criteria.weights.items():
        fit = fits[name](rows)
        points += weight * fit
        if name in scores.fails:
            fails = fit < findings.needed(name, criteria)
            scores.fails[name][rows] = fails
            scores.passes[rows] &= ~fails
    scores.points[rows] = points


def _profession(mentees: Sequence[Candidate], mentors: Sequence[Candidate], _: Criteria) -> Fit:
    return _by_shared_digits(
        [one.occupation or "" for one in mentees],
        [one.occupation or "" for one in mentors],
        findings.PROFESSION_FIT,
    )


def _education(mentees: Sequence[Candidate], mentors: Sequence[Candidate], _: Criteria) -> Fit:
    return _by_shared_digits(
        [one.education_field or "" for one in mentees],
        [one.education_field or "" for one in mentors],
        findings.EDUCATION_FIT,
    )


def _by_shared_digits(left: list[str], right: list[str], fit_of: tuple[int, ...]) -> Fit:
    """Judge each two distinct codes once, then look the people's codes up."""
    left_codes, left_at = np.unique(left, return_inverse=True)
    right_codes, right_at = np.unique(right, return_inverse=True)
    shared = np.zeros((len(left_codes), len(right_codes)), np.intp)
    for digits in (1, 2, 3, 4):
        shared += np.equal.outer(
            _starts(left_codes, digits, "<"), _starts(right_codes, digits, ">")
        )
    # For each mentee's code a row that already runs over all mentors.
    by_code = np.array(fit_of, np.float32)[shared][:, right_at]
    return lambda rows: by_code[left_at[rows]]


def _starts(codes: NDArray[np.str_], digits: int, too_short: str) -> NDArray[np.str_]:
    """The first digits of each code; a code too short for that equals nothing on the other side."""
    return np.array([code[:digits] if len(code) >= digits else too_short for code in codes])


def _languages(
    mentees: Sequence[Candidate], mentors: Sequence[Candidate], criteria: Criteria
) -> Fit:
    """Two speak a common language where the product of their yes/no tables is above zero."""
    spoken = sorted({code for one in (*mentees, *mentors) for code in one.languages})
    working = [c for c in spoken if c in (criteria.working_languages or spoken)]
    mentee_short = _levels_short(mentees, working, criteria.mentee_language_level)
    mentor_short = _levels_short(mentors, working, criteria.mentor_language_level)
    mentee_yes, mentee_nearly = _yes(mentee_short == 0), _yes(mentee_short == 1)
    mentor_yes, mentor_nearly = _yes(mentor_short == 0).T, _yes(mentor_short == 1).T
    mentee_either = np.hstack([mentee_yes, mentee_nearly])
    mentor_either = np.vstack([mentor_nearly, mentor_yes])

    def fit(rows: slice) -> Table:
        both = mentee_yes[rows] @ mentor_yes
        almost = mentee_either[rows] @ mentor_either
        return np.where(both, np.float32(FULL), np.minimum(almost, 1) * findings.ONE_LEVEL_SHORT)

    return fit


def _levels_short(
    people: Sequence[Candidate], languages: list[str], needed: str
) -> NDArray[np.int8]:
    """People by languages: CEFR steps missing to the level needed; 99 where it is not spoken."""
    short = {level: max(0, cefr_rank(needed) - cefr_rank(level)) for level in CEFR}
    table = np.full((len(people), len(languages)), 99, np.int8)
    column = {code: index for index, code in enumerate(languages)}
    for row, person in enumerate(people):
        for code, level in person.languages.items():
            if code in column:
                table[row, column[code]] = short[level]
    return table


def _place(mentees: Sequence[Candidate], mentors: Sequence[Candidate], _: Criteria) -> Fit:
    number = {town: index for index, town in enumerate({o.town for o in (*mentees, *mentors)})}
    mentee_town = np.array([number[one.town] if one.town else -1 for one in mentees], np.int32)
    mentor_town = np.array([number[one.town] if one.town else -2 for one in mentors], np.int32)
    mentee_online = _yes(np.array([one.online_ok for one in mentees], np.bool_))
    mentor_online = np.array([one.online_ok for one in mentors], np.float32) * findings.ONLINE

    def fit(rows: slice) -> Table:
        same = np.equal.outer(mentee_town[rows], mentor_town)
        online = np.multiply.outer(mentee_online[rows], mentor_online)
        return np.where(same, np.float32(FULL), online)

    return fit


def _interests(mentees: Sequence[Candidate], mentors: Sequence[Candidate], _: Criteria) -> Fit:
    left, right = [one.interests for one in mentees], [one.interests for one in mentors]
    left_count, right_count = _counts(left), _counts(right)
    shared = _shared(left, right)

    def fit(rows: slice) -> Table:
        return np.floor(FULL * shared(rows) / np.minimum.outer(left_count[rows], right_count))

    return fit


def _hopes(mentees: Sequence[Candidate], mentors: Sequence[Candidate], _: Criteria) -> Fit:
    hopes, offers = [one.hopes for one in mentees], [one.offers for one in mentors]
    count, met = _counts(hopes)[:, np.newaxis], _shared(hopes, offers)
    return lambda rows: np.floor(FULL * met(rows) / count[rows])


def _availability(mentees: Sequence[Candidate], mentors: Sequence[Candidate], _: Criteria) -> Fit:
    common = _shared([one.availability for one in mentees], [one.availability for one in mentors])
    return lambda rows: np.minimum(common(rows), 1) * FULL


def _shared(left: list[frozenset[str]], right: list[frozenset[str]]) -> Fit:
    """How many codes two sets share: sets as rows of ones and zeros, and the product of two."""
    codes = sorted(set().union(*left) & set().union(*right))
    column = {code: index for index, code in enumerate(codes)}
    left_ones, right_ones = _ones(left, column), _ones(right, column).T
    return lambda rows: left_ones[rows] @ right_ones


def _ones(sets: list[frozenset[str]], column: dict[str, int]) -> Table:
    width = len(column)
    table = np.zeros(len(sets) * width, np.float32)
    table[
        [row * width + column[c] for row, codes in enumerate(sets) for c in codes if c in column]
    ] = 1
    return table.reshape(len(sets), width)


def _counts(sets: list[frozenset[str]]) -> Table:
    return np.array([max(1, len(codes)) for codes in sets], np.float32)


def _yes(condition: NDArray[np.bool_]) -> Table:
    return condition.astype(np.float32)


PREPARE: dict[str, Prepare] = {
    "profession": _profession,
    "languages": _languages,
    "hopes": _hopes,
    "place": _place,
    "interests": _interests,
    "education": _education,
    "availability": _availability,
}
