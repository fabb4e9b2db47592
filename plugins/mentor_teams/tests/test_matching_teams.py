"""The teams are the best there are, proven, always the same, and keep what they were told to keep."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from punos_mentor_teams.matching.instance import (
    Guide,
    Instance,
    PinsContradict,
    Seeker,
    Solution,
)
from punos_mentor_teams.matching.solve import solve
from punos_mentor_teams.matching.verify import NotValid, verify

from .teams_cases import (
    best_figures,
    crowd,
    every_choice,
    figures,
    greedy,
    instances,
    mentee_id,
    mentor_id,
    plain_best,
    with_,
)

Choice = Sequence[tuple[UUID, ...]]
# PUNOS_COHORTS=10000 tries more of them than a run of everything has time for.
COHORTS = int(os.environ.get("PUNOS_COHORTS", "1000"))
STEADY = settings(deadline=None, derandomize=True, database=None)


def exact(instance: Instance) -> Choice:
    """The product's answer, mentee by mentee."""
    return in_rows(instance, solve(instance))


def in_rows(instance: Instance, solution: Solution) -> Choice:
    return [solution.teams.get(one.id, ()) for one in instance.seekers]


def hold_against_all_choices(solver: Callable[[Instance], Choice], instance: Instance) -> None:
    """The comparison: a choice that is possible, and reaches the best of all."""
    choice = solver(instance)
    every = [[tuple(sorted(team)) for team in one] for one in every_choice(instance)]
    assert [tuple(sorted(team)) for team in choice] in every
    assert figures(instance, choice) == best_figures(instance)


@settings(STEADY, max_examples=COHORTS)
@given(instances())
def test_teams_equal_the_best_of_all_choices_tried_one_by_one(instance: Instance) -> None:
    hold_against_all_choices(exact, instance)


def weighed_too_lightly(instance: Instance) -> Choice:
    """One sum for all aims, in which many points outweigh a mentee."""
    return max(
        every_choice(instance),
        key=lambda choice: sum(
            weight * figure
            for weight, figure in zip((900, 300, 1), figures(instance, choice), strict=True)
        ),
    )


@pytest.mark.parametrize("solver", [greedy, weighed_too_lightly])
def test_comparison_catches_a_solver_that_is_not_exact(solver: Callable) -> None:
    @settings(STEADY, max_examples=1000, phases=[Phase.generate], report_multiple_bugs=False)
    @given(instances())
    def compared(instance: Instance) -> None:
        hold_against_all_choices(solver, instance)

    with pytest.raises(AssertionError):
        compared()


@pytest.mark.parametrize(
    ("mentees", "mentors", "rooms", "apart"),
    [
        (16, 14, (1, 2), 0),  # short
        (16, 14, (1, 2), 12),
        (14, 14, (2,), 0),  # just enough
        (14, 14, (2,), 20),
        (12, 24, (1, 2), 0),  # plenty
        (12, 24, (1, 2), 30),
        (20, 3, (2, 3), 1),  # very short
        (12, 2, (9,), 1),  # two mentors, never together
    ],
)
def test_teams_of_a_crowd_equal_a_plain_programme(
    mentees: int, mentors: int, rooms: tuple[int, ...], apart: int
) -> None:
    for seed in range(3):
        instance = crowd(mentees, mentors, seed=seed, rooms=rooms, apart=apart)
        solution = solve(instance)
        assert figures(instance, in_rows(instance, solution)) == plain_best(instance)
        assert solution.optimal


@settings(STEADY, max_examples=200)
@given(instances(), st.integers(0, 1000))
def test_teams_are_the_same_in_every_order_of_the_people(instance: Instance, seed: int) -> None:
    assert solve(shuffled(instance, seed)) == solve(instance)


def test_teams_of_a_crowd_are_the_same_in_every_order_of_the_people() -> None:
    instance = crowd(40, 40, seed=5, apart=20)
    assert solve(shuffled(instance, 1)) == solve(instance)


def shuffled(instance: Instance, seed: int) -> Instance:
    random = Random(seed)
    rows = random.sample(range(len(instance.seekers)), len(instance.seekers))
    columns = random.sample(range(len(instance.guides)), len(instance.guides))
    cells = np.ix_(rows, columns)
    return with_(
        instance,
        seekers=tuple(instance.seekers[row] for row in rows),
        guides=tuple(instance.guides[column] for column in columns),
        points=instance.points[cells],
        allowed=instance.allowed[cells],
    )


@settings(STEADY, max_examples=200)
@given(instances())
def test_proofs_add_up_to_the_whole_and_say_that_it_is_the_best(instance: Instance) -> None:
    proofs = solve(instance).proofs
    assert sum(proof.mentees for proof in proofs) == len(instance.seekers)
    assert all(proof.optimal and proof.bound == proof.value for proof in proofs)
    reached = [(proof.with_one, proof.with_two, proof.value) for proof in proofs]
    assert tuple(map(sum, zip(*reached, strict=True))) in {best_figures(instance), ()}


@pytest.mark.parametrize(("mentees", "mentors"), [(300, 240), (150, 150), (300, 480)])
def test_large_part_is_proven_the_best(mentees: int, mentors: int) -> None:
    (proof,) = solve(crowd(mentees, mentors, seed=7, rooms=(1, 2, 2, 3))).proofs
    assert proof.mentees == mentees
    assert proof.optimal


def test_bound_is_told_when_time_runs_out() -> None:
    instance = crowd(300, 260, seed=1)
    in_no_time, best = solve(instance, seconds=0).proofs[0], solve(instance).proofs[0]
    assert in_no_time.stopped_at == "value"
    assert not in_no_time.optimal
    assert in_no_time.value < best.value <= in_no_time.bound
    assert in_no_time[:4] == best[:4]


def test_bound_of_mentees_with_two_is_told_when_time_runs_out_there() -> None:
    camps = crowd(150, 150, seed=1, rooms=(2,))
    ids = [one.id for one in camps.guides]
    apart = frozenset(frozenset((a, b)) for a in ids[::2] for b in ids[1::2])
    proof = solve(with_(camps, apart=apart), seconds=0).proofs[0]
    assert (proof.stopped_at, proof.optimal, proof.with_one) == ("with_two", False, 150)
    assert proof.with_two < proof.bound <= 150


def pair(mentee: int, mentor: int) -> tuple[UUID, UUID]:
    return mentee_id(mentee), mentor_id(mentor)


def small(**changes: object) -> Instance:
    """Two mentees, three mentors with room for one; mentee 1 has mentor 2 already."""
    return with_(
        Instance(
            (
                Seeker(mentee_id(0), frozenset({"a"})),
                Seeker(mentee_id(1), frozenset({"a"}), (mentor_id(2),), frozenset({"a"})),
            ),
            tuple(Guide(mentor_id(number), 1, frozenset({"a"})) for number in range(3)),
            np.array([[5, 5, 9], [7, 5, 9]]),
            np.ones((2, 3), np.bool_),
            bonus=100,
        ),
        **changes,
    )


def test_standing_team_is_kept_and_topped_up() -> None:
    solution = solve(small())
    # With 3 seats each could have two; 2 cannot be had twice by mentee 1.
    assert solution.teams == {
        mentee_id(0): (mentor_id(1), mentor_id(2)),
        mentee_id(1): (mentor_id(0),),
    }
    assert [proof[:6] for proof in solution.proofs] == [(2, 3, 2, 2, 121, 121)]


def test_strength_that_the_standing_mentor_brings_gets_no_second_bonus() -> None:
    one = small(allowed=np.array([[False] * 3, [True] * 3]))
    assert solve(one).proofs[1].value == 7


def test_pin_is_kept_and_counts_in_the_figures() -> None:
    solution = solve(small(pins=frozenset({pair(0, 0)})))
    assert solution.teams[mentee_id(0)] == (mentor_id(0), mentor_id(2))
    assert sum(proof.value for proof in solution.proofs) == 5 + 9 + 100 + 5


def test_pin_of_those_who_are_together_already_changes_nothing() -> None:
    assert solve(small(pins=frozenset({pair(1, 2)}))) == solve(small())


@pytest.mark.parametrize(
    ("pins", "changes", "codes"),
    [
        ({(0, 9)}, {}, ["not_there"]),
        ({(9, 0)}, {}, ["not_there"]),
        ({(0, 0)}, {"allowed": np.zeros((2, 3), np.bool_)}, ["forbidden"]),
        ({(0, 0), (0, 1), (0, 2)}, {}, ["too_many"]),
        ({(1, 0), (1, 1)}, {}, ["too_many"]),
        ({(0, 0), (1, 0)}, {}, ["over_room"]),
        ({(0, 0), (0, 1)}, {"apart": frozenset({frozenset({mentor_id(0), mentor_id(1)})})},
         ["apart", "apart"]),
        ({(1, 0)}, {"apart": frozenset({frozenset({mentor_id(0), mentor_id(2)})})}, ["apart"]),
    ],
)  # fmt: skip
def test_pins_that_cannot_all_be_kept_are_named(pins: set, changes: dict, codes: list) -> None:
    with pytest.raises(PinsContradict) as raised:
        solve(small(pins=frozenset(pair(*one) for one in pins), **changes))
    assert [problem.code for problem in raised.value.problems] == codes
    for code, mentee, mentor in raised.value.problems:
        assert (mentee is None) == (code == "over_room")
        assert (mentor is None) == (code == "too_many")


def test_nobody_at_all_gives_no_teams() -> None:
    empty = Instance((), (), np.zeros((0, 0), int), np.zeros((0, 0), np.bool_))
    assert solve(empty) == Solution({}, ())
    alone = Instance((Seeker(mentee_id(0), frozenset()),), (), np.zeros((1, 0), int),
                     np.zeros((1, 0), np.bool_))  # fmt: skip
    assert [proof[:6] for proof in solve(alone).proofs] == [(1, 0, 0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("teams", "changes"),
    [
        ({0: (0,)}, {"allowed": np.zeros((2, 3), np.bool_)}),
        ({0: (0,), 1: (0,)}, {}),
        ({1: (0, 1)}, {}),
        ({1: (2,)}, {}),
        ({0: (0, 1)}, {"apart": frozenset({frozenset({mentor_id(0), mentor_id(1)})})}),
        ({1: (0,)}, {"apart": frozenset({frozenset({mentor_id(0), mentor_id(2)})})}),
        ({}, {"pins": frozenset({pair(0, 0)})}),
    ],
)
def test_answer_that_may_not_be_is_found_out(teams: dict, changes: dict) -> None:
    named = {mentee_id(one): tuple(map(mentor_id, mentors)) for one, mentors in teams.items()}
    with pytest.raises(NotValid):
        verify(small(**changes), named)


@pytest.mark.parametrize(
    "changes",
    [
        {"points": np.zeros((2, 2), int)},
        {"points": np.zeros((2, 3))},
        {"points": np.full((2, 3), -1)},
        {"allowed": np.ones((3, 2), np.bool_)},
        {"bonus": -1},
        {"bonus": 10_000_000},
        {"most": 3},
        {"apart": frozenset({frozenset({mentor_id(0)})})},
        {"guides": (Guide(mentor_id(0), 1, frozenset()),) * 3},
        {"seekers": tuple(Seeker(mentee_id(n), frozenset(map(str, range(70)))) for n in (0, 1))},
    ],
)
def test_instance_that_makes_no_sense_is_refused(changes: dict) -> None:
    with pytest.raises(ValueError, match=r"points|twice|most|strengths"):
        small(**changes)
