"""How well one mentee and one mentor fit by each criterion, and what to say about it.

This is the definition; ``scoring`` computes the same numbers for a whole cohort at once, and a
test holds the two equal. A fit is in thousandths, 0 to 1000 (FULL).
What is not known counts as 0: a score says how much is known to speak for a pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from punos.matching.candidates import Candidate, Side, cefr_rank
from punos.matching.criteria import FULL, Criteria
from punos.occupations.api import NEARNESS, shared_digits

PROFESSION_FIT = tuple(round(FULL * near) for near in NEARNESS)
# ISCED-F: the first digit alone says nothing, two are a broad field, three a narrow one.
EDUCATION_FIT = (0, 0, 800, 900, FULL)
ONE_LEVEL_SHORT = 500
ONLINE = 800


class Reason(NamedTuple):
    """Something that speaks for or against two people: a code and plain data, words come later."""

    criterion: str
    code: str
    polarity: Literal["for", "against"]
    data: Mapping[str, Any]


# The fit by one criterion, and the reason where there is something to say.
Finding = tuple[int, Reason | None]


class Judgement(NamedTuple):
    """Two people judged: score 0 to 1, reasons (heaviest first), mandatory criteria that fail."""

    score: float
    reasons: tuple[Reason, ...]
    fails: tuple[str, ...]


class Unmatched(NamedTuple):
    """Someone who is left over, and why.

    ``why`` is ``no_capacity`` (a mentor who takes nobody) · ``nobody_there`` (the other side is
    empty) · ``nobody_fits`` (no two are possible; data: ``of`` people on the other side,
    ``failed`` criterion -> how many of them fail it, ``forbidden`` how many are banned by hand
    alone) · ``all_taken`` (``possible`` others would do and are taken).
    """

    candidate: UUID
    role: Side
    why: str
    data: Mapping[str, Any]


def judge(mentee: Candidate, mentor: Candidate, criteria: Criteria) -> Judgement:
    """Score and reasons of one pair, by the weighted mean of the fits."""
    points, reasons, fails, mandatory = 0, [], [], criteria.mandatory
    for name, weight in criteria.weights.items():
        fit, reason = FINDINGS[name](mentee, mentor, criteria)
        points += weight * fit
        if reason:
            reasons.append(reason)
        if name in mandatory and fit < needed(name, criteria):
            fails.append(name)
    return Judgement(score(points, criteria), tuple(reasons), tuple(fails))


def score(points: int, criteria: Criteria) -> float:
    """Weighted points as a share (0 to 1) of the most that the criteria can give."""
    return points / criteria.most_points if criteria.most_points else 0.0


def needed(name: str, criteria: Criteria) -> int:
    """The least fit that passes a mandatory criterion."""
    if name == "profession":
        return PROFESSION_FIT[criteria.profession_digits]
    if name == "education":
        return EDUCATION_FIT[2]
    return FULL if name == "languages" else 1


def _for(criterion: str, code: str, **data: Any) -> Reason:
    return Reason(criterion, code, "for", data)


def _against(criterion: str, code: str, **data: Any) -> Reason:
    return Reason(criterion, code, "against", data)


def _unknown(criterion: str, mentee_told: object, mentor_told: object) -> Finding:
    who = [r for r, told in (("mentee", mentee_told), ("mentor", mentor_told)) if not told]
    return 0, _against(criterion, f"{criterion}_unknown", who=who)


def profession(mentee: Candidate, mentor: Candidate, _: Criteria) -> Finding:
    """By the ISCO-08 digits that the two occupations share."""
    one, other = mentee.occupation, mentor.occupation
    if not one or not other:
        return _unknown("profession", one, other)
    shared = shared_digits(one, other)
    code = ("other", "other", "same_field", "close", "same")[shared]
    say = _for if shared >= 2 else _against
    return PROFESSION_FIT[shared], say("profession", f"profession_{code}", mentee=one, mentor=other)


def education(mentee: Candidate, mentor: Candidate, _: Criteria) -> Finding:
    """By the ISCED-F digits that the two fields of education share."""
    one, other = mentee.education_field, mentor.education_field
    if not one or not other:
        return _unknown("education", one, other)
    fit = EDUCATION_FIT[shared_digits(one, other)]
    reason = (
        _for("education", "education_same", mentee=one, mentor=other)
        if fit
        else _against("education", "education_other", mentee=one, mentor=other)
    )
    return fit, reason


def languages(mentee: Candidate, mentor: Candidate, criteria: Criteria) -> Finding:
    """The best working language of the two: both at their level, or one step short of it."""
    ours, theirs = mentee.languages, mentor.languages
    if not ours or not theirs:
        return _unknown("languages", ours, theirs)
    working = criteria.working_languages or sorted(ours)
    common = [code for code in working if code in ours and code in theirs]
    if not common:
        return 0, _against("languages", "languages_none")
    # Of equally good ones the first, which is the one that the programme prefers.
    ways = [
        _steps_short(
            ours[code], theirs[code], criteria.mentee_language_level, criteria.mentor_language_level
        )
        for code in common
    ]
    short, weak = min(ways)
    language = common[ways.index((short, weak))]
    data = {"language": language, "mentee": ours[language], "mentor": theirs[language]}
    if short == 0:
        return FULL, Reason("languages", "languages_common", "for", data)
    fit = ONE_LEVEL_SHORT if short == 1 else 0
    return fit, Reason("languages", "languages_weak", "against", data)


@lru_cache(maxsize=1296)  # four of six levels each
def _steps_short(mentee: str, mentor: str, mentee_needs: str, mentor_needs: str) -> tuple[int, int]:
    """How many steps two levels are short of those needed, and how weak the weaker one is."""
    one, other = cefr_rank(mentee), cefr_rank(mentor)
    short = max(0, cefr_rank(mentee_needs) - one) + max(0, cefr_rank(mentor_needs) - other)
    return short, -min(one, other)


def place(mentee: Candidate, mentor: Candidate, _: Criteria) -> Finding:
    """The same town, or both can meet online."""
    same_town = mentee.town and mentee.town == mentor.town
    if same_town:
        return FULL, _for("place", "place_same", city=mentee.city)
    if mentee.online_ok and mentor.online_ok:
        return ONLINE, _for("place", "place_online")
    if not mentee.town or not mentor.town:
        return _unknown("place", mentee.town, mentor.town)
    return 0, _against("place", "place_apart", mentee=mentee.city, mentor=mentor.city)


def interests(mentee: Candidate, mentor: Candidate, _: Criteria) -> Finding:
    """Shared interests, as a share of what the one who told fewer has told."""
    fewer = min(len(mentee.interests), len(mentor.interests))
    if not fewer:
        return 0, None
    shared = sorted(mentee.interests & mentor.interests)
    if not shared:
        return 0, _against("interests", "interests_none")
    return FULL * len(shared) // fewer, _for("interests", "interests_shared", codes=shared)


def hopes(mentee: Candidate, mentor: Candidate, _: Criteria) -> Finding:
    """The share of the mentee's hopes that the mentor offers."""
    if not mentee.hopes or not mentor.offers:
        return 0, None
    met = sorted(mentee.hopes & mentor.offers)
    count = len(mentee.hopes)
    if not met:
        return 0, _against("hopes", "hopes_none", of=count)
    return FULL * len(met) // count, _for("hopes", "hopes_met", codes=met, of=count)


def availability(mentee: Candidate, mentor: Candidate, _: Criteria) -> Finding:
    """One time that suits both is enough to meet."""
    if not mentee.availability or not mentor.availability:
        return 0, None
    common = sorted(mentee.availability & mentor.availability)
    if not common:
        return 0, _against("availability", "availability_none")
    return FULL, _for("availability", "availability_common", codes=common)


FINDINGS: dict[str, Callable[[Candidate, Candidate, Criteria], Finding]] = {
    "profession": profession,
    "languages": languages,
    "hopes": hopes,
    "place": place,
    "interests": interests,
    "education": education,
    "availability": availability,
}
