"""Mentor teams beside a greedy choice, from answers in memory to teams that are proven the best.

    python -m bench.teams [--large]     --large: 2,000 mentees of one profession too

Greedy: in the order of application each mentee takes the best mentor who still has room; then, in a
second round, each takes the best second one. Both are counted by the same code. "value" is the sum
of the fit of all pairs and of the bonus for hopes that a team meets; "off" is how far the value can
be from the best at most (0: proven the best). Where greedy leaves more people without a mentor, its
value is that of fewer pairs.

People answer as an association's programme asks them (the settings are those of ``tenants/akava``),
in fifteen unions of different sizes, or all in one profession, where everybody may meet everybody.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from punos_mentor_teams.matching.instance import Guide, Instance, Proof, Seeker
from punos_mentor_teams.matching.solve import solve
from punos_mentor_teams.matching.verify import count
from punos_mentor_teams.settings import TeamSettings, criteria_for

from bench.figures import Figure, heading
from bench.matching import CITIES, FIELDS, HOPES, INTERESTS, SPOKEN, TIMES
from punos.matching.candidates import CEFR
from punos.occupations.api import every
from punos.plugin import Candidate, Side
from punos.plugin.heavy import score_all

PROGRAMME = Path(__file__).parents[1] / "tenants/akava/programmes/two-mentors.toml"
SECONDS = 60.0
SHORT, EVEN, PLENTY = 0.8, 1.0, 1.6  # seats for each one wanted, two for each mentee
ONE_PROFESSION = ("251",)  # everybody's code agrees in the three digits that must

Professions = tuple[str, ...]  # how the codes of a union's professions begin
Teams = Mapping[UUID, tuple[UUID, ...]]


class Case(NamedTuple):
    """So many mentees, seats for each one wanted, in the fifteen unions or in one profession."""

    mentees: int
    seats: float
    together: bool = False

    def __str__(self) -> str:
        where = "one profession" if self.together else "fifteen unions"
        return f"{self.mentees:,} in {where}, {self.seats:g} seats for each wanted"


CASES = (
    *(Case(size, seats) for size in (50, 500, 2000) for seats in (SHORT, PLENTY)),
    *(Case(500, seats, together=True) for seats in (SHORT, EVEN, PLENTY)),
)
LARGE = Case(2000, PLENTY, together=True)


class Outcome(NamedTuple):
    """Mentees with no, with one and with two mentors; the value; and how long it took."""

    none: int
    one: int
    two: int
    value: int
    seconds: float

    def __str__(self) -> str:
        left = f"{self.none:>5} {self.one:>5} {self.two:>5}"
        return f"{left} {self.value:>11,} {self.seconds:>7.2f}"


def measure(*, large: bool) -> Iterator[Figure]:
    """Each case as soon as it is known; ``large``: 2,000 in one profession too."""
    heading("Mentor teams beside greedy: mentees with 0, 1 and 2 mentors, value, seconds")
    print(f"{'':<48}{'parts':>6} {'proven':>6} {'off':>8}")
    for case in (*CASES, LARGE) if large else CASES:
        yield _case(case)


def _case(case: Case) -> Figure:
    instance = draw(case)
    began = perf_counter()
    solution = solve(instance, seconds=SECONDS)
    best = _outcome(instance, solution.teams, perf_counter() - began)
    began = perf_counter()
    rough = _outcome(instance, greedy(instance), perf_counter() - began)
    proven = sum(proof.optimal for proof in solution.proofs)
    off = sum(proof.bound - proof.value for proof in solution.proofs)
    print(f"  {case!s:<46}{len(solution.proofs):>6} {proven:>6} {off:>8,}")
    print(f"    {'best':<8}{best}\n    {'greedy':<8}{rough}", flush=True)
    return _figure(case, solution.proofs, best, off)


def _figure(case: Case, proofs: Sequence[Proof], best: Outcome, off: int) -> Figure:
    optimal = all(proof.optimal for proof in proofs)
    said = "proven the best" if optimal else f"at most {off:,} of {best.value:,} off"
    value = f"{said}, {best.seconds:.1f} s"
    if case.mentees <= 500:
        return Figure(f"teams, {case}", value, "proven the best", optimal)
    goal = f"proven or a bound, ≤ {SECONDS:g} s"
    return Figure(f"teams, {case}", value, goal, best.seconds <= SECONDS)


def _outcome(instance: Instance, teams: Teams, seconds: float) -> Outcome:
    counted = count(instance, instance.seekers, teams)
    people = len(instance.seekers)
    return Outcome(
        people - counted.with_one,
        counted.with_one - counted.with_two,
        counted.with_two,
        counted.value,
        seconds,
    )


def greedy(instance: Instance) -> Teams:
    """One mentee after the other, in two rounds."""
    room = np.array([one.room for one in instance.guides])
    offers = np.array(
        [[code in one.strengths for code in instance.hoped] for one in instance.guides]
    )
    hopes = np.array([[code in one.hopes for code in instance.hoped] for one in instance.seekers])
    free = instance.allowed.copy()
    teams: dict[UUID, tuple[UUID, ...]] = {one.id: () for one in instance.seekers}
    for _ in range(instance.most):
        for row, seeker in enumerate(instance.seekers):
            brought = (offers & hopes[row]).sum(axis=1)
            gain = 1 + instance.points[row].astype(int) + instance.bonus * brought
            gain *= free[row] & (room > 0)
            column = int(gain.argmax())
            if gain[column]:
                room[column] -= 1
                free[row, column] = False
                hopes[row] &= ~offers[column]
                teams[seeker.id] = (*teams[seeker.id], instance.guides[column].id)
    return teams


def draw(case: Case) -> Instance:
    """People with answers drawn at random, the same in each run."""
    random = Random(str(case))
    unions: list[tuple[str, ...]] = [ONE_PROFESSION] if case.together else _unions()
    sizes = [1 / (1 + place) for place in range(len(unions))]  # a few large ones, many small
    mentees = [_person(random, "mentee", *_of_union(random, unions, sizes))
               for _ in range(case.mentees)]  # fmt: skip
    mentors = []
    seats = round(2 * case.seats * case.mentees)
    while seats > 0:
        capacity = min(seats, random.choice((1, 1, 2, 2, 3)))
        mentors.append(_person(random, "mentor", *_of_union(random, unions, sizes), capacity))
        seats -= capacity
    return _instance(mentees, mentors)


def _instance(
    mentees: list[tuple[int, Candidate]], mentors: list[tuple[int, Candidate]]
) -> Instance:
    settings = _settings()
    scores = score_all(
        [one for _, one in mentees], [one for _, one in mentors], criteria_for(settings)
    )
    same = np.equal.outer([union for union, _ in mentees], [union for union, _ in mentors])
    return Instance(
        seekers=tuple(Seeker(one.id, one.hopes) for _, one in mentees),
        guides=tuple(Guide(one.id, one.capacity, one.offers) for _, one in mentors),
        points=scores.points,
        allowed=scores.passes & same,
        bonus=settings["strength_bonus"],
    )


@cache
def _settings() -> dict[str, Any]:
    stored = tomllib.loads(PROGRAMME.read_text("utf-8"))["settings"]
    loaded: dict[str, Any] = TeamSettings().load(stored)
    return loaded


def _unions() -> list[Professions]:
    """How the codes of each union's professions begin."""
    return [tuple(union["professions"]) for union in _settings()["unions"].values()]


@cache
def _codes(professions: Professions) -> tuple[str, ...]:
    return tuple(one.code for one in every("en") if one.code.startswith(professions))


def _of_union(
    random: Random, unions: list[Professions], sizes: list[float]
) -> tuple[int, tuple[str, ...]]:
    number = random.choices(range(len(unions)), sizes)[0]
    return number, _codes(unions[number])


def _person(
    random: Random, role: Side, union: int, codes: Sequence[str], capacity: int = 1
) -> tuple[int, Candidate]:
    english = CEFR[1:] if role == "mentee" else CEFR[3:]
    spoken = {random.choice(SPOKEN): random.choice(CEFR), "en": random.choice(english)}
    return union, Candidate(
        id=UUID(int=random.getrandbits(128)),
        role=role,
        occupation=random.choice([code for code in codes if len(code) == 4]),
        city=random.choice(CITIES),
        online_ok=random.random() < 0.5,
        languages=spoken,
        interests=frozenset(random.sample(INTERESTS, 4)),
        hopes=frozenset(random.sample(HOPES, 3)) if role == "mentee" else frozenset(),
        offers=frozenset(random.sample(HOPES, 4)) if role == "mentor" else frozenset(),
        education_field=random.choice(FIELDS),
        availability=frozenset(random.sample(TIMES, 3)),
        capacity=capacity,
    )


def main() -> int:
    """Print the figures."""
    missed = Counter(figure.met for figure in measure(large="--large" in sys.argv))[False]
    print(f"\n{missed} goals missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
