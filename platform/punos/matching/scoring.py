"""The points of every possible pair of a cohort, as one table. Worker only: imports NumPy.

Many people give the same answer. So each criterion judges every two *distinct* answers once, and
then looks the people's answers up. What a fit means is written in ``findings``.

No products of matrices here: they start threads, which on a busy machine wait for each other many
times longer than tables as small as these take. A table of every two answers is filled some rows at
a time: its steps then stay in the processor's cache, while fetching memory for each whole step from the
system took as long as the sums.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from punos.matching import findings
from punos.matching.candidates import Candidate, cefr_rank
from punos.matching.criteria import FULL, Criteria
from punos.matching.findings import Unmatched

People = Sequence[Candidate]
Answer = TypeVar("Answer", bound=Hashable)
Codes = frozenset[str]
Levels = tuple[str | None, ...]  # by language, None where it is not spoken

ROWS = 64


class Fits(NamedTuple):
    """The fit of every mentee with every mentor by one criterion, in thousandths.

    ``table``: a row for each distinct answer of mentees, a column for each mentor · ``row_of``: the
    row of each mentee's answer.
    """

    table: NDArray[np.int16]
    row_of: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Scores:
    """Tables of mentees (rows) by mentors (columns).

    ``points``: weighted points, at most 28,000 (seven criteria of weight 4) · ``passes``: every
    mandatory criterion holds · ``fails``: for each mandatory criterion, where it does not.
    """

    points: NDArray[np.int16]
    passes: NDArray[np.bool_]
    fails: dict[str, NDArray[np.bool_]]


def score_all(mentees: People, mentors: People, criteria: Criteria) -> Scores:
    """The points of each mentee with each mentor. Nobody passes with themselves."""
    shape = (len(mentees), len(mentors))
    scores = Scores(np.zeros(shape, np.int16), np.ones(shape, np.bool_), {})
    if not mentees or not mentors:
        return scores
    for name, weight in criteria.weights.items():
        table, row_of = FITS[name](mentees, mentors, criteria)
        table *= weight
        for rows in some_rows(len(mentees)):
            scores.points[rows] += table.take(row_of[rows], axis=0)
        if name in criteria.mandatory:
            needed = weight * findings.needed(name, criteria)
            scores.fails[name] = (table < needed).take(row_of, axis=0)
            scores.passes[:] &= ~scores.fails[name]
    for row, column in _selves(mentees, mentors):
        scores.passes[row, column] = False
    return scores


def _selves(mentees: People, mentors: People) -> Iterator[tuple[int, int]]:
    """Where mentee and mentor are one person, who has applied in both roles."""
    columns = {one.person: column for column, one in enumerate(mentors) if one.person}
    for row, one in enumerate(mentees):
        if one.person in columns:
            yield row, columns[one.person]


def why_unmatched(
    person: Candidate, allowed: NDArray[np.bool_], fails: Mapping[str, NDArray[np.bool_]]
) -> Unmatched:
    """Why somebody is left over, from their line of the tables.

    ``allowed`` says who of the other side could be theirs, bans by hand included; ``fails`` is that
    line of ``Scores.fails``. Of mentors only those who take anybody at all are to be counted.
    """
    if person.role == "mentor" and not person.capacity:
        return Unmatched(person.id, person.role, "no_capacity", {})
    if not allowed.size:
        return Unmatched(person.id, person.role, "nobody_there", {})
    if allowed.any():
        return Unmatched(person.id, person.role, "all_taken", {"possible": int(allowed.sum())})
    return Unmatched(person.id, person.role, "nobody_fits", _nobody_fits(fails, allowed.size))


def _nobody_fits(fails: Mapping[str, NDArray[np.bool_]], of: int) -> dict[str, Any]:
    """Who fails no criterion and is still not allowed was banned by hand."""
    failed = {name: int(table.sum()) for name, table in fails.items()}
    any_fails = np.zeros(of, np.bool_)
    for table in fails.values():
        any_fails |= table
    forbidden = of - int(any_fails.sum())
    return {"of": of, "failed": {n: c for n, c in failed.items() if c}, "forbidden": forbidden}


def _judge_distinct(
    left: Sequence[Answer],
    right: Sequence[Answer],
    judge: Callable[[list[Answer], list[Answer]], NDArray],
) -> Fits:
    """``judge`` gets the distinct answers of both sides and gives the fit of each with each."""
    left_number = {answer: number for number, answer in enumerate(dict.fromkeys(left))}
    right_number = {answer: number for number, answer in enumerate(dict.fromkeys(right))}
    fit = judge(list(left_number), list(right_number)).astype(np.int16, copy=False)
    columns = np.array([right_number[answer] for answer in right], np.intp)
    rows = np.array([left_number[answer] for answer in left], np.intp)
    return Fits(fit.take(columns, axis=1), rows)


def _profession(mentees: People, mentors: People, _: Criteria) -> Fits:
    return _judge_distinct(
        [one.occupation or "" for one in mentees],
        [one.occupation or "" for one in mentors],
        lambda left, right: np.array(findings.PROFESSION_FIT, np.int16)[
            _shared_digits(left, right)
        ],
    )


def _education(mentees: People, mentors: People, _: Criteria) -> Fits:
    return _judge_distinct(
        [one.education_field or "" for one in mentees],
        [one.education_field or "" for one in mentors],
        lambda left, right: np.array(findings.EDUCATION_FIT, np.int16)[_shared_digits(left, right)],
    )


def _shared_digits(left: list[str], right: list[str]) -> NDArray[np.uint8]:
    """How many leading digits each two codes share, up to 4."""
    shared = np.zeros((len(left), len(right)), np.uint8)
    for digits in (1, 2, 3, 4):
        shared += np.equal.outer(_starts(left, digits, "<"), _starts(right, digits, ">"))
    return shared


def _starts(codes: list[str], digits: int, too_short: str) -> NDArray[np.str_]:
    """The first digits of each code; one that is too short equals nothing on the other side."""
    return np.array([code[:digits] if len(code) >= digits else too_short for code in codes], str)


def _languages(mentees: People, mentors: People, criteria: Criteria) -> Fits:
    codes = criteria.working_languages or sorted(
        {code for one in mentees for code in one.languages}
    )
    return _judge_distinct(
        [tuple(map(one.languages.get, codes)) for one in mentees],
        [tuple(map(one.languages.get, codes)) for one in mentors],
        lambda left, right: _language_fit(
            [_able(levels, codes, criteria.mentee_language_level) for levels in left],
            [_able(levels, codes, criteria.mentor_language_level) for levels in right],
        ),
    )


def _able(levels: Levels, codes: Sequence[str], needed: str) -> tuple[Codes, Codes]:
    """The languages spoken at the level needed, and those one step short of it."""
    short = [cefr_rank(needed) - cefr_rank(level) for level in levels]
    told = list(zip(codes, short, levels, strict=True))
    enough = frozenset(code for code, steps, level in told if level and steps <= 0)
    return enough, frozenset(code for code, steps, level in told if level and steps == 1)


def _language_fit(
    left: list[tuple[Codes, Codes]], right: list[tuple[Codes, Codes]]
) -> NDArray[np.int16]:
    left_enough, left_nearly = zip(*left, strict=True)
    right_enough, right_nearly = zip(*right, strict=True)
    both = _shared(left_enough, right_enough) > 0
    almost = _shared(left_enough, right_nearly) + _shared(left_nearly, right_enough) > 0
    return np.where(both, FULL, np.where(almost, findings.ONE_LEVEL_SHORT, 0))


def _place(mentees: People, mentors: People, _: Criteria) -> Fits:
    return _judge_distinct(
        [(one.town, one.online_ok) for one in mentees],
        [(one.town, one.online_ok) for one in mentors],
        _place_fit,
    )


def _place_fit(left: list[tuple[str, bool]], right: list[tuple[str, bool]]) -> NDArray[np.int16]:
    same = np.equal.outer(
        np.array([town or "<" for town, _ in left]), np.array([town or ">" for town, _ in right])
    )
    online = np.logical_and.outer([online for _, online in left], [online for _, online in right])
    return np.where(same, FULL, np.where(online, findings.ONLINE, 0))


def _interests(mentees: People, mentors: People, _: Criteria) -> Fits:
    return _judge_distinct(
        [one.interests for one in mentees],
        [one.interests for one in mentors],
        _share_of_fewer,
    )


def _hopes(mentees: People, mentors: People, _: Criteria) -> Fits:
    return _judge_distinct(
        [one.hopes for one in mentees],
        [one.offers for one in mentors],
        _share_of_left,
    )


def _availability(mentees: People, mentors: People, _: Criteria) -> Fits:
    return _judge_distinct(
        [one.availability for one in mentees],
        [one.availability for one in mentors],
        lambda left, right: np.where(_shared(left, right) > 0, FULL, 0),
    )


def _share_of_fewer(left: Sequence[Codes], right: Sequence[Codes]) -> NDArray[np.int16]:
    """What two share, as a part of what the one with fewer codes holds."""
    ours, theirs = _sizes(left), _sizes(right)
    return _share(_shared(left, right), lambda rows: np.minimum.outer(ours[rows], theirs))


def _share_of_left(left: Sequence[Codes], right: Sequence[Codes]) -> NDArray[np.int16]:
    """What two share, as a part of what the left one holds."""
    ours = _sizes(left)[:, np.newaxis]
    return _share(_shared(left, right), lambda rows: ours[rows])


def _share(
    part: NDArray[np.uint8], whole_of: Callable[[slice], NDArray[np.float32]]
) -> NDArray[np.int16]:
    """Thousandths rounded down; single precision is exact enough for sets below 100."""
    share = np.empty(part.shape, np.int16)
    for rows in some_rows(len(part)):
        share[rows] = part[rows] * np.float32(FULL) / whole_of(rows)
    return share


def some_rows(count: int) -> Iterator[slice]:
    """The rows of a large table, a few at a time."""
    return (slice(start, start + ROWS) for start in range(0, count, ROWS))


def _sizes(sets: Sequence[Codes]) -> NDArray[np.float32]:
    """How many codes each set holds; 1 for an empty one, whose share is 0 anyway."""
    return np.array([max(1, len(codes)) for codes in sets], np.float32)


def _shared(left: Sequence[Codes], right: Sequence[Codes]) -> NDArray[np.uint8]:
    """How many codes each two sets share: a set is a number with a bit for each code it holds."""
    codes = sorted(set().union(*left) & set().union(*right))
    shared = np.zeros((len(left), len(right)), np.uint8)
    for start in range(0, len(codes), 32):
        bit = {code: 1 << place for place, code in enumerate(codes[start : start + 32])}
        ours, theirs = _numbers(left, bit), _numbers(right, bit)
        for rows in some_rows(len(left)):
            shared[rows] += np.bitwise_count(np.bitwise_and.outer(ours[rows], theirs))
    return shared


def _numbers(sets: Sequence[Codes], bit: dict[str, int]) -> NDArray[np.uint32]:
    known = frozenset(bit)
    return np.array([sum(map(bit.__getitem__, codes & known)) for codes in sets], np.uint32)


FITS: dict[str, Callable[[People, People, Criteria], Fits]] = {
    "profession": _profession,
    "languages": _languages,
    "hopes": _hopes,
    "place": _place,
    "interests": _interests,
    "education": _education,
    "availability": _availability,
}
