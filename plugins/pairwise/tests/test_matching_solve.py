"""The proposal is the best there is, always the same, and keeps what it was told to keep."""

from __future__ import annotations

import os
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from punos_pairwise.matching.pins import CLASHES, PinsContradict, check_pins
from punos_pairwise.matching.proposal import Found
from punos_pairwise.matching.solve import propose

from punos.plugin import Candidate, Criteria, judge, phrases
from tests.support.matching import cohorts, person

from .matching_cases import every_proposal, few_mandatory, possible_pairs
from .print_pairs import cohort

# PUNOS_COHORTS=10000 tries more of them than a run of everything has time for.
COHORTS = int(os.environ.get("PUNOS_COHORTS", "2000"))
AIMS = st.sampled_from(("most_people", "best_score"))


@st.composite
def tasks(draw: st.DrawFn) -> dict:
    """A small cohort with bans, and with pins that can be kept."""
    mentees, mentors = draw(cohorts("mentee", 4)), draw(cohorts("mentor", 3))
    pairs = [(a.id, b.id) for a in mentees for b in mentors]
    some = st.frozensets(st.sampled_from(pairs), max_size=3) if pairs else st.just(frozenset())
    pins, forbidden = draw(some), draw(some)
    try:
        check_pins(
            {one.id for one in mentees},
            {one.id: one.capacity for one in mentors},
            pins,
            forbidden,
        )
    except PinsContradict:
        pins = frozenset()
    return {
        "mentees": mentees,
        "mentors": mentors,
        "criteria": draw(few_mandatory()),
        "pins": pins,
        "forbidden": forbidden,
        "aim": draw(AIMS),
    }


def told_pairs(proposal: Found) -> set[tuple[UUID, UUID]]:
    return {(pair.mentee, pair.mentor) for pair in proposal.pairs}


@settings(max_examples=COHORTS // 10, deadline=None)
@given(tasks())
def test_proposal_equals_the_best_of_all_proposals_tried_one_by_one(task: dict) -> None:
    assert_best(task)


def test_thousands_of_cohorts_get_the_best_of_all_proposals_tried_one_by_one() -> None:
    for seed in range(COHORTS):
        assert_best(drawn(Random(seed)))


def drawn(random: Random) -> dict:
    """The same kind of task without the cost of a strategy, so that there can be thousands."""
    mentees, mentors = cohort(4, random.randrange(10**9))
    mentees, mentors = mentees[: random.randint(1, 4)], mentors[: random.randint(1, 3)]
    pairs = [(a.id, b.id) for a in mentees for b in mentors]
    forbidden = frozenset(random.sample(pairs, random.randint(0, len(pairs) // 3)))
    pins = frozenset(random.sample(pairs, random.randint(0, 1)))
    room = {one.id: one.capacity for one in mentors}
    try:
        check_pins({one.id for one in mentees}, room, pins, forbidden)
    except PinsContradict:
        pins = frozenset()
    must = random.choice(("profession", "languages", "place", "hopes", "education"))
    return {
        "mentees": mentees,
        "mentors": mentors,
        "criteria": Criteria(**{must: random.choice(("mandatory", "low"))}),
        "pins": pins,
        "forbidden": forbidden,
        "aim": random.choice(("most_people", "best_score")),
    }


def assert_best(task: dict) -> None:
    pins, mentors, criteria = task["pins"], task["mentors"], task["criteria"]
    pinned = {mentee for mentee, _ in pins}
    room = {one.id: one.capacity - sum(m == one.id for _, m in pins) for one in mentors}
    free = [one for one in task["mentees"] if one.id not in pinned]
    possible = possible_pairs(free, mentors, criteria, task["forbidden"])

    proposal = propose(**task)

    chosen = [pair for pair in proposal.pairs if not pair.pinned]
    count, total = len(chosen), sum(pair.score for pair in chosen)
    every = list(every_proposal(free, room, possible))
    if task["aim"] == "most_people":
        best = max(every, key=lambda one: (one[0], round(one[1], 9)))
    else:
        best = max(every, key=lambda one: (round(one[1], 9), one[0]))
    assert (count, pytest.approx(total)) == best


@settings(max_examples=150, deadline=None)
@given(tasks())
def test_proposal_never_breaks_a_mandatory_criterion_a_ban_or_a_capacity(task: dict) -> None:
    people = {one.id: one for one in (*task["mentees"], *task["mentors"])}
    proposal = propose(**task)
    pairs = told_pairs(proposal)
    assert task["pins"] <= pairs
    assert not pairs & task["forbidden"]
    assert len({mentee for mentee, _ in pairs}) == len(pairs)
    for mentor in task["mentors"]:
        assert sum(one == mentor.id for _, one in pairs) <= mentor.capacity
    for pair in proposal.pairs:
        assert pair.pinned == ((pair.mentee, pair.mentor) in task["pins"])
        judged = judge(people[pair.mentee], people[pair.mentor], task["criteria"])
        assert (pair.score, pair.reasons, pair.fails) == judged[:3]
        assert pair.pinned or not pair.fails


@settings(max_examples=100, deadline=None)
@given(tasks(), st.integers(0, 1000))
def test_proposal_is_the_same_in_every_order_of_the_people(task: dict, seed: int) -> None:
    random = Random(seed)
    shuffled = task | {
        side: random.sample(task[side], len(task[side])) for side in ("mentees", "mentors")
    }
    assert propose(**shuffled) == propose(**task)


@settings(max_examples=100, deadline=None)
@given(tasks())
def test_proposal_tells_of_everyone_once_and_why_someone_is_left(task: dict) -> None:
    proposal = propose(**task)
    pairs = told_pairs(proposal)
    matched = {mentee for mentee, _ in pairs} | {mentor for _, mentor in pairs}
    left = [one.candidate for one in proposal.unmatched]
    everyone = {one.id for one in (*task["mentees"], *task["mentors"])}
    assert len(left) == len(set(left))
    assert (matched | set(left), matched & set(left)) == (everyone, set())
    possible = possible_pairs(task["mentees"], task["mentors"], task["criteria"], task["forbidden"])
    room = {one.id for one in task["mentors"] if one.capacity}
    for one in proposal.unmatched:
        others = [pair for pair in possible if one.candidate in pair and pair[1] in room]
        assert (one.why == "all_taken") == bool(others)
        assert one.data.get("possible", 0) == len(others)


@settings(max_examples=100, deadline=None)
@given(tasks())
def test_next_best_is_the_best_possible_other_for_each_side(task: dict) -> None:
    possible = possible_pairs(task["mentees"], task["mentors"], task["criteria"], task["forbidden"])
    proposal = propose(**task)
    chosen = told_pairs(proposal)
    others = {pair: score for pair, score in possible.items() if pair not in chosen}
    for pair in proposal.pairs:
        for other, own, side in (
            (pair.next_best_mentor, pair.mentee, 0),
            (pair.next_best_mentee, pair.mentor, 1),
        ):
            scores = {p[1 - side]: score for p, score in others.items() if p[side] == own}
            assert (other is None) == (not scores)
            if other:
                assert other.score == max(scores.values()) == scores[other.candidate]
                assert other.reasons == judge(*other.pair, task["criteria"]).reasons


@settings(max_examples=100, deadline=None)
@given(tasks())
def test_quality_sums_the_pairs_up_and_keeps_below_its_bound(task: dict) -> None:
    proposal = propose(**task)
    scores = [pair.score for pair in proposal.pairs]
    assert proposal.quality.count == len(scores)
    assert scores == sorted(scores)
    if scores:
        assert proposal.quality.mean == pytest.approx(sum(scores) / len(scores))
        assert proposal.quality.least == scores[0]
        assert proposal.quality.mean <= proposal.quality.upper_bound <= 1
    else:
        assert proposal.quality.mean is proposal.quality.upper_bound is None


NURSE = {"occupation": "2221"}
CODER = {"occupation": "2512"}
BY_PROFESSION = Criteria(
    profession="high",
    languages="off",
    hopes="off",
    place="off",
    interests="off",
    availability="off",
)
MUST_BE_SAME_FIELD = Criteria(
    profession="mandatory",
    languages="off",
    hopes="off",
    place="off",
    interests="off",
    availability="off",
)


def numbers(proposal: Found) -> set[tuple[int, int]]:
    return {(pair.mentee.int, pair.mentor.int) for pair in proposal.pairs}


def whys(proposal: Found) -> dict[int, str]:
    return {one.candidate.int: one.why for one in proposal.unmatched}


def test_most_people_leaves_nobody_out_where_best_score_would() -> None:
    # 1 fits both mentors, 101 best of all. 2 fits only 101, and only just.
    mentees = [person(1, "mentee", **CODER), person(2, "mentee", occupation="2145")]
    mentors = [person(101, "mentor", **CODER), person(102, "mentor", occupation="2512")]
    forbidden = frozenset({(UUID(int=2), UUID(int=102)), (UUID(int=1), UUID(int=102))})
    most = propose(mentees, mentors, BY_PROFESSION, forbidden=forbidden, aim="most_people")
    assert numbers(most) == {(1, 101)}

    forbidden = frozenset({(UUID(int=2), UUID(int=102))})
    mentors[1] = person(102, "mentor", occupation="5120")
    most = propose(mentees, mentors, BY_PROFESSION, forbidden=forbidden, aim="most_people")
    best = propose(mentees, mentors, BY_PROFESSION, forbidden=forbidden, aim="best_score")
    assert numbers(most) == {(1, 102), (2, 101)}
    assert numbers(best) == {(1, 101)}
    assert whys(best) == {2: "all_taken", 102: "all_taken"}


def test_mentor_takes_as_many_as_she_has_room_for() -> None:
    mentees = [person(n, "mentee", **NURSE) for n in (1, 2, 3)]
    proposal = propose(mentees, [person(101, "mentor", capacity=2, **NURSE)], BY_PROFESSION)
    assert len(proposal.pairs) == 2
    assert list(whys(proposal).values()) == ["all_taken"]


def test_people_who_cannot_be_paired_are_told_with_the_reason() -> None:
    mentees = [person(1, "mentee", **NURSE), person(2, "mentee", **CODER), person(3, "mentee")]
    mentors = [person(101, "mentor", **CODER), person(102, "mentor", capacity=0, **NURSE)]
    forbidden = frozenset({(UUID(int=2), UUID(int=101))})
    proposal = propose(mentees, mentors, MUST_BE_SAME_FIELD, forbidden=forbidden)
    told = {one.candidate.int: (one.why, dict(one.data)) for one in proposal.unmatched}
    assert told == {
        1: ("nobody_fits", {"of": 1, "failed": {"profession": 1}, "forbidden": 0}),
        2: ("nobody_fits", {"of": 1, "failed": {}, "forbidden": 1}),
        3: ("nobody_fits", {"of": 1, "failed": {"profession": 1}, "forbidden": 0}),
        101: ("nobody_fits", {"of": 3, "failed": {"profession": 2}, "forbidden": 1}),
        102: ("no_capacity", {}),
    }


@pytest.mark.parametrize("aim", ["most_people", "best_score"])
def test_empty_sides_give_an_empty_proposal(aim: str) -> None:
    mentee, mentor = person(1, "mentee"), person(101, "mentor")
    assert propose([], [], Criteria(), aim=aim) == Found((), (), propose([], [], Criteria())[2])
    assert whys(propose([mentee], [], Criteria(), aim=aim)) == {1: "nobody_there"}
    assert whys(propose([], [mentor], Criteria(), aim=aim)) == {101: "nobody_there"}
    none = person(101, "mentor", capacity=0)
    assert whys(propose([mentee], [none], Criteria(), aim=aim)) == {
        1: "nobody_there",
        101: "no_capacity",
    }


def test_criteria_all_off_still_pair_as_many_as_possible() -> None:
    off = Criteria(**dict.fromkeys(("profession", "languages", "hopes", "place"), "off"),
                   interests="off", availability="off")  # fmt: skip
    mentees = [person(n, "mentee") for n in (1, 2)]
    proposal = propose(mentees, [person(101, "mentor"), person(102, "mentor")], off)
    assert [pair.score for pair in proposal.pairs] == [0.0, 0.0]


def test_pin_is_kept_against_a_mandatory_criterion_and_says_so() -> None:
    mentees = [person(1, "mentee", **NURSE), person(2, "mentee", **CODER)]
    mentors = [person(101, "mentor", **CODER), person(102, "mentor", **NURSE)]
    pins = frozenset({(UUID(int=1), UUID(int=101))})
    proposal = propose(mentees, mentors, MUST_BE_SAME_FIELD, pins=pins)
    assert [(pair.pinned, pair.fails) for pair in proposal.pairs] == [(True, ("profession",))]
    assert whys(proposal) == {2: "all_taken", 102: "all_taken"}


@pytest.mark.parametrize(
    ("pins", "forbidden", "codes"),
    [
        ({(1, 101)}, {(1, 101)}, ["forbidden"]),
        ({(1, 101), (1, 102)}, set(), ["two_mentors"]),
        ({(1, 101), (2, 101)}, set(), ["over_capacity"]),
        ({(1, 103)}, set(), ["over_capacity"]),
        ({(9, 101)}, set(), ["not_in_cohort"]),
        ({(101, 1)}, set(), ["not_in_cohort"]),
        (
            {(1, 101), (1, 102), (2, 101)},
            {(1, 102)},
            ["forbidden", "two_mentors", "over_capacity"],
        ),
    ],
)
def test_pins_that_clash_are_all_named(pins: set, forbidden: set, codes: list[str]) -> None:
    mentees = [person(n, "mentee") for n in (1, 2)]
    mentors = [person(101, "mentor"), person(102, "mentor"), person(103, "mentor", capacity=0)]
    with pytest.raises(PinsContradict) as raised:
        propose(
            mentees,
            mentors,
            Criteria(),
            pins={(UUID(int=a), UUID(int=b)) for a, b in pins},
            forbidden={(UUID(int=a), UUID(int=b)) for a, b in forbidden},
        )
    assert [found.code for found in raised.value.contradictions] == codes


def test_ban_of_someone_who_has_left_is_no_matter() -> None:
    forbidden = {(UUID(int=1), UUID(int=999)), (UUID(int=998), UUID(int=101))}
    proposal = propose(
        [person(1, "mentee")], [person(101, "mentor")], Criteria(), forbidden=forbidden
    )
    assert numbers(proposal) == {(1, 101)}


@pytest.mark.parametrize(
    ("mentees", "mentors"),
    [
        ([person(1, "mentee"), person(1, "mentee")], []),
        ([person(1, "mentor")], []),
        ([], [person(101, "mentee")]),
    ],
)
def test_propose_with_someone_twice_or_on_the_wrong_side_is_refused(
    mentees: list[Candidate], mentors: list[Candidate]
) -> None:
    with pytest.raises(ValueError, match=r"twice|not everyone"):
        propose(mentees, mentors, Criteria())


@pytest.mark.parametrize("code", ["not_in_cohort", "forbidden", "two_mentors", "over_capacity"])
def test_clash_has_words(code: str) -> None:
    assert str(CLASHES[code]).endswith(".")


EVERY = Criteria(education="low", working_languages=("fi", "en"))

# A small cohort as an example: one nurse who learns Finnish, one developer.
LEARNER = person(
    1,
    "mentee",
    occupation="2221",
    city="Turku",
    languages={"fi": "B1", "ar": "C2"},
    interests=frozenset({"teaching", "arts"}),
    hopes=frozenset({"networks", "application", "career_plan"}),
    availability=frozenset({"weekend"}),
)
DEVELOPER = person(2, "mentee", occupation="2512", city="Oulu", languages={"en": "C1"})
GUIDE = person(
    101,
    "mentor",
    occupation="2221",
    city="Turku",
    languages={"fi": "C2"},
    interests=frozenset({"arts"}),
    offers=frozenset({"networks", "career_plan"}),
    availability=frozenset({"weekend", "weekday_evening"}),
)
WEB_MENTOR = person(
    102, "mentor", occupation="2513", city="Turku", languages={"en": "B2", "fi": "C2"}
)


def test_example_pairs_people_of_one_trade_and_says_why() -> None:
    proposal = propose([LEARNER, DEVELOPER], [GUIDE, WEB_MENTOR], EVERY)
    told = {
        (pair.mentee.int, pair.mentor.int): (
            round(pair.score, 3),
            phrases(pair.reasons, "for"),
            phrases(pair.reasons, "against"),
        )
        for pair in proposal.pairs
    }
    assert told == {
        (1, 101): (
            0.896,
            [
                "same profession: Nurses",
                "Finnish B1 ↔ C2",
                "2 of 3 hopes met: A plan for the career and Getting to know people in the field",
                "both in Turku",
                "shared interests: Arts and culture",
                "both can meet: Weekends",
            ],
            ["a field of education is not known"],
        ),
        (2, 102): (
            0.45,
            [
                "close professions: Software developers and Web and multimedia developers",
                "English C1 ↔ B2",
            ],
            [
                "far apart and not both online: Oulu and Turku",
                "a field of education is not known",
            ],
        ),
    }
    assert (proposal.quality.count, proposal.unmatched) == (2, ())
