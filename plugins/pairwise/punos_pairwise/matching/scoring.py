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
Sets = list[frozenset[str]]  # one for each person
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
    mentee_yes, mentee_nearly = _able(mentees, criteria, criteria.mentee_language_level)
    mentor_yes, mentor_nearly = _able(mentors, criteria, criteria.mentor_language_level)
    both = _shared(mentee_yes, mentor_yes)
    weak_mentor = _shared(mentee_yes, mentor_nearly)
    weak_mentee = _shared(mentee_nearly, mentor_yes)

    def fit(rows: slice) -> Table:
        almost = np.minimum(weak_mentor(rows) + weak_mentee(rows), 1)
        return np.where(both(rows), np.float32(FULL), almost * findings.ONE_LEVEL_SHORT)

    return fit


def _able(people: Sequence[Candidate], criteria: Criteria, needed: str) -> tuple[Sets, Sets]:
    """Of each person the working languages at the level needed, and those one step short of it."""
    need, working = cefr_rank(needed), criteria.working_languages
    yes = [level for level in CEFR if cefr_rank(level) >= need]
    nearly = [level for level in CEFR if cefr_rank(level) == need - 1]

    def able(levels: list[str]) -> Sets:
        return [
            frozenset(
                code
                for code, level in one.languages.items()
                if level in levels and (not working or code in working)
            )
            for one in people
        ]

    return able(yes), able(nearly)


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


def _shared(left: Sets, right: Sets) -> Fit:
    """How many codes two sets share: a set is a number with a bit for each code it holds.

    Not a product of matrices: that starts threads, which on a busy machine wait for each other
    many times longer than tables as small as these take.
    """
    codes = sorted(set().union(*left) & set().union(*right))
    words = [codes[start : start + 32] for start in range(0, len(codes), 32)] or [[]]
    numbers = [(_numbers(left, word), _numbers(right, word)) for word in words]

    def count(rows: slice) -> Table:
        total: Table = np.zeros((len(left[rows]), len(right)), np.float32)
        for one, other in numbers:
            total += np.bitwise_count(np.bitwise_and.outer(one[rows], other))
        return total

    return count


def _numbers(sets: Sets, codes: list[str]) -> NDArray[np.uint32]:
    bit = {code: 1 << index for index, code in enumerate(codes)}
    return np.array([sum(bit.get(code, 0) for code in one) for one in sets], np.uint32)


def _counts(sets: Sets) -> Table:
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
