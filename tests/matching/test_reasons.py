"""What is said about two people is true of them, and reads as a person would say it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from punos.i18n import use_language
from punos.matching.candidates import CEFR, Candidate
from punos.matching.criteria import Criteria
from punos.matching.findings import Reason, judge
from punos.matching.phrasing import PHRASES, phrase, phrases, why_left
from tests.support.matching import all_criteria, candidates, person

EVERY = Criteria(education="low", working_languages=("fi", "en"))

# A nurse who learns Finnish, and one who could guide her.
NURSE = person(
    1,
    "mentee",
    occupation="2221",
    city="Turku",
    languages={"fi": "B1", "ar": "C2"},
    interests=frozenset({"teaching", "arts"}),
    hopes=frozenset({"networks", "application", "career_plan"}),
    availability=frozenset({"weekend"}),
)
NURSE_MENTOR = person(
    101,
    "mentor",
    occupation="2221",
    city="Turku",
    languages={"fi": "C2"},
    interests=frozenset({"arts"}),
    offers=frozenset({"networks", "career_plan"}),
    availability=frozenset({"weekend", "weekday_evening"}),
)


@settings(max_examples=200, deadline=None)
@given(candidates("mentee"), candidates("mentor"), all_criteria())
def test_every_reason_is_true_of_its_pair(
    mentee: Candidate, mentor: Candidate, criteria: Criteria
) -> None:
    for reason in judge(mentee, mentor, criteria).reasons:
        assert getattr(criteria, reason.criterion) != "off"
        assert TRUE_OF[reason.code](mentee, mentor, criteria, reason.data), reason
        assert phrase(reason)


@settings(max_examples=100, deadline=None)
@given(candidates("mentee"), candidates("mentor"))
def test_criteria_without_a_direction_judge_both_ways_alike(
    mentee: Candidate, mentor: Candidate
) -> None:
    both_ways = Criteria(languages="off", hopes="off", education="high", profession_digits=3)
    assert judge(mentee, mentor, both_ways).score == judge(mentor, mentee, both_ways).score


def test_languages_have_a_direction() -> None:
    criteria = Criteria(mentee_language_level="A2", mentor_language_level="C1")
    learner, guide = person(1, "mentee", languages={"fi": "B1"}), {"fi": "C2"}
    assert "languages_common" in codes(learner, person(101, "mentor", languages=guide), criteria)
    fluent = person(1, "mentee", languages=guide)
    other = person(101, "mentor", languages=dict(learner.languages))
    assert "languages_weak" in codes(fluent, other, criteria)


def codes(mentee: Candidate, mentor: Candidate, criteria: Criteria) -> set[str]:
    return {reason.code for reason in judge(mentee, mentor, criteria).reasons}


def _digits(count: int):
    return lambda a, b, c, d: (
        (a.occupation[:count] == b.occupation[:count])
        and (d["mentee"], d["mentor"]) == (a.occupation, b.occupation)
    )


def _told(field: str):
    def check(a: Candidate, b: Candidate, _: Criteria, data: dict) -> bool:
        missing = [one.role for one in (a, b) if not getattr(one, field)]
        return data["who"] == missing != []

    return check


def _levels(a: Candidate, b: Candidate, c: Criteria, data: dict) -> list[bool]:
    language = data["language"]
    assert (a.languages[language], b.languages[language]) == (data["mentee"], data["mentor"])
    assert language in (c.working_languages or a.languages)
    return [
        CEFR.index(data["mentee"]) >= CEFR.index(c.mentee_language_level),
        CEFR.index(data["mentor"]) >= CEFR.index(c.mentor_language_level),
    ]


def _town(one: Candidate) -> str:
    return (one.city or "").strip().lower()


TRUE_OF = {
    "profession_same": lambda a, b, c, d: a.occupation == b.occupation and len(a.occupation) == 4,
    "profession_close": _digits(3),
    "profession_same_field": _digits(2),
    "profession_other": lambda a, b, c, d: a.occupation[:2] != b.occupation[:2],
    "profession_unknown": _told("occupation"),
    "languages_common": lambda a, b, c, d: all(_levels(a, b, c, d)),
    "languages_weak": lambda a, b, c, d: not all(_levels(a, b, c, d)),
    "languages_none": lambda a, b, c, d: (
        not a.languages.keys() & b.languages.keys() & set(c.working_languages or a.languages)
    ),
    "languages_unknown": _told("languages"),
    "place_same": lambda a, b, c, d: _town(a) == _town(b) == d["city"].strip().lower(),
    "place_online": lambda a, b, c, d: a.online_ok and b.online_ok,
    "place_apart": lambda a, b, c, d: _town(a) != _town(b) and not (a.online_ok and b.online_ok),
    "place_unknown": _told("city"),
    "interests_shared": lambda a, b, c, d: set(d["codes"]) == a.interests & b.interests != set(),
    "interests_none": lambda a, b, c, d: a.interests and not a.interests & b.interests,
    "hopes_met": lambda a, b, c, d: (
        set(d["codes"]) == a.hopes & b.offers != set() and d["of"] == len(a.hopes)
    ),
    "hopes_none": lambda a, b, c, d: not a.hopes & b.offers and d["of"] == len(a.hopes),
    "education_same": lambda a, b, c, d: a.education_field[:2] == b.education_field[:2],
    "education_other": lambda a, b, c, d: a.education_field[:2] != b.education_field[:2],
    "education_unknown": _told("education_field"),
    "availability_common": lambda a, b, c, d: (
        set(d["codes"]) == a.availability & b.availability != set()
    ),
    "availability_none": lambda a, b, c, d: not a.availability & b.availability,
}


def test_every_reason_has_words_and_a_check() -> None:
    assert TRUE_OF.keys() == PHRASES.keys()


def test_phrase_names_languages_and_professions_in_the_readers_language() -> None:
    told = judge(NURSE, NURSE_MENTOR, EVERY).reasons
    with use_language("fi"):
        spoken = " · ".join(phrases(told, "for"))
    assert "Sairaanhoitajat" in spoken
    assert "suomi B1 ↔ C2" in spoken


def test_phrase_uses_the_names_of_the_lists_people_chose_from() -> None:
    shared = Reason("interests", "interests_shared", "for", {"codes": ["arts", "b_c"]})
    assert phrase(shared) == "shared interests: Arts and culture and b c"


@pytest.mark.parametrize(
    ("role", "why", "data", "words"),
    [
        ("mentor", "no_capacity", {}, "This mentor takes no mentee now."),
        ("mentee", "nobody_there", {}, "There is no mentor with room."),
        ("mentor", "nobody_there", {}, "There is no mentee."),
        ("mentee", "all_taken", {"possible": 1}, "1 mentor would do, but has no room left."),
        ("mentor", "all_taken", {"possible": 3}, "3 mentees would do, but have other mentors."),
        (
            "mentee",
            "nobody_fits",
            {"of": 3, "failed": {"profession": 2}, "forbidden": 1},
            "Nobody can be proposed (profession: 2 of 3 do not fit; kept apart: 1 of 3).",
        ),
    ],
)
def test_why_left_reads_as_a_sentence(role: str, why: str, data: dict, words: str) -> None:
    assert why_left({"role": role, "why": why, "data": data}) == words


def test_candidate_with_an_unknown_level_or_less_than_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="CEFR"):
        person(1, "mentee", languages={"fi": "fluent"})
    with pytest.raises(ValueError, match="capacity"):
        person(101, "mentor", capacity=-1)
    with pytest.raises(ValueError, match="place has no level"):
        Criteria(place="very")  # type: ignore[arg-type]
