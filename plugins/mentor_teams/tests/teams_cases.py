"""Small instances drawn at random, and every way to choose teams in them, tried one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from uuid import UUID

import numpy as np
from hypothesis import strategies as st
from punos_mentor_teams.matching.instance import Guide, Instance, Seeker
from scipy.optimize import Bounds, LinearConstraint, milp

STRENGTHS = ("a", "b", "c", "d")
# Few values, so that ties and close races are common; a large one, so that weights are put to test.
POINTS = st.sampled_from((0, 1, 2, 3, 5, 8, 400, 1000))
Figures = tuple[int, int, int]  # with one mentor, with two, points and bonus


def few(most: int = 4) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(STRENGTHS), max_size=most)


def mentee_id(number: int) -> UUID:
    return UUID(int=number + 1)


def mentor_id(number: int) -> UUID:
    return UUID(int=number + 101)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to four mentees and four mentors, some of them together already, some to be kept apart."""
    mentees, mentors = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    guides = tuple(
        Guide(mentor_id(number), draw(st.integers(0, 3)), draw(few())) for number in range(mentors)
    )
    elsewhere = mentor_id(50)  # stands by somebody, and takes nobody more
    everyone = [*(one.id for one in guides), elsewhere]
    apart = draw(st.frozensets(st.sampled_from([*map(frozenset, combinations(everyone, 2))] or [0]),
                               max_size=2)) if mentors else frozenset()  # fmt: skip
    most = draw(st.sampled_from((2, 2, 2, 1)))
    seekers = tuple(_seeker(draw, number, everyone) for number in range(mentees))
    cells = mentees * mentors
    points = draw(st.lists(POINTS, min_size=cells, max_size=cells))
    allowed = draw(st.lists(st.sampled_from((True, True, False)), min_size=cells, max_size=cells))
    instance = Instance(
        seekers,
        guides,
        np.array(points, np.int64).reshape(mentees, mentors),
        np.array(allowed, np.bool_).reshape(mentees, mentors),
        bonus=draw(st.sampled_from((0, 1, 3, 500))),
        apart=apart,
        most=most,
    )
    return _pinned(draw, instance)


def _seeker(draw: st.DrawFn, number: int, everyone: Sequence[UUID]) -> Seeker:
    standing = draw(
        st.one_of(st.just(()), st.lists(st.sampled_from(everyone), max_size=2, unique=True))
    )
    covered = draw(few(2)) if standing else frozenset()
    return Seeker(mentee_id(number), draw(few()), tuple(standing), covered)


def _pinned(draw: st.DrawFn, instance: Instance) -> Instance:
    """With the pins of some choice that is possible, so that they can be kept."""
    every = list(every_choice(instance))
    choice = every[draw(st.integers(0, len(every) - 1))]
    pairs = [(one.id, mentor) for one, team in zip(instance.seekers, choice, strict=True)
             for mentor in team]  # fmt: skip
    pins = draw(st.frozensets(st.sampled_from(pairs), max_size=2)) if pairs else frozenset()
    return with_(instance, pins=pins)


def with_(instance: Instance, **changes: object) -> Instance:
    names = ("seekers", "guides", "points", "allowed", "bonus", "pins", "apart", "most")
    return Instance(**{name: getattr(instance, name) for name in names} | changes)  # type: ignore[arg-type]


def every_choice(instance: Instance) -> Iterator[list[tuple[UUID, ...]]]:
    """Every way to give each mentee nobody, one or two new mentors, that keeps all rules."""
    room = Counter({one.id: one.room for one in instance.guides})
    yield from _from_row(instance, 0, room)


def _from_row(
    instance: Instance, row: int, room: Counter[UUID]
) -> Iterator[list[tuple[UUID, ...]]]:
    if row == len(instance.seekers):
        yield []
        return
    for team in _teams(instance, row):
        if all(room[mentor] for mentor in team):
            for rest in _from_row(instance, row + 1, room - Counter(team)):
                yield [team, *rest]


def _teams(instance: Instance, row: int) -> Iterator[tuple[UUID, ...]]:
    seeker = instance.seekers[row]
    free = [
        guide.id
        for column, guide in enumerate(instance.guides)
        if instance.allowed[row, column] and guide.id not in seeker.standing
    ]
    for size in range(max(0, instance.most - len(seeker.standing)) + 1):
        for team in combinations(free, size):
            mates = {frozenset(two) for two in combinations((*seeker.standing, *team), 2)}
            already = {frozenset(two) for two in combinations(seeker.standing, 2)}
            pinned = {mentor for mentee, mentor in instance.pins if mentee == seeker.id}
            if not (mates - already) & instance.apart and pinned <= {*team, *seeker.standing}:
                yield team


def figures(instance: Instance, choice: Sequence[tuple[UUID, ...]]) -> Figures:
    """What a choice reaches, counted without any of the product's code."""
    strengths = {one.id: one.strengths for one in instance.guides}
    column = {one.id: number for number, one in enumerate(instance.guides)}
    one = two = value = 0
    for row, (seeker, team) in enumerate(zip(instance.seekers, choice, strict=True)):
        size = len(seeker.standing) + len(team)
        one, two = one + (size > 0), two + (size > 1)
        value += sum(int(instance.points[row, column[mentor]]) for mentor in team)
        brought = {code for mentor in team for code in strengths[mentor]}
        value += instance.bonus * len((brought - seeker.covered) & seeker.hopes)
    return one, two, value


def best_figures(instance: Instance) -> Figures:
    """The best of all choices, by trying them all."""
    return max(figures(instance, choice) for choice in every_choice(instance))


def greedy(instance: Instance) -> list[tuple[UUID, ...]]:
    """Each mentee in turn takes whom she likes best, then each a second one."""
    room = Counter({one.id: one.room for one in instance.guides})
    teams = [
        tuple(mentor for mentee, mentor in sorted(instance.pins) if mentee == one.id)
        for one in instance.seekers
    ]
    room -= Counter(mentor for team in teams for mentor in team)
    for size in range(instance.most):
        for row, team in enumerate(teams):
            if len(instance.seekers[row].standing) + len(team) == size:
                more = [
                    wider
                    for wider in _teams(instance, row)
                    if len(wider) == len(team) + 1
                    and set(team) < set(wider)
                    and room[(set(wider) - set(team)).pop()]
                ]
                if more:
                    teams[row] = max(more, key=lambda wider: _alone(instance, row, wider))
                    room -= Counter(set(teams[row]) - set(team))
    return teams


def _alone(instance: Instance, row: int, team: tuple[UUID, ...]) -> int:
    nobody: list[tuple[UUID, ...]] = [() for _ in instance.seekers]
    nobody[row] = team
    return figures(instance, nobody)[2]


def crowd(
    mentees: int, mentors: int, *, seed: int, rooms: Sequence[int] = (1, 2, 3), apart: int = 0
) -> Instance:
    """Many people, most of whom may be matched with each other."""
    random = Random(seed)
    codes = [f"strength {number}" for number in range(8)]
    guides = tuple(
        Guide(
            mentor_id(number),
            random.choice(rooms),
            frozenset(random.sample(codes, random.randint(1, 4))),
        )
        for number in range(mentors)
    )
    seekers = tuple(
        Seeker(UUID(int=number + 10_000), frozenset(random.sample(codes, 3)))
        for number in range(mentees)
    )
    fits = (0, 250, 500, 800, 1000, 1333, 2000)
    cells = [[4 * random.choice(fits) + random.choice(fits) for _ in guides] for _ in seekers]
    allowed = [[random.random() < 0.9 for _ in guides] for _ in seekers]
    some = {frozenset(random.sample([one.id for one in guides], 2)) for _ in range(apart)}
    return Instance(
        seekers,
        guides,
        np.array(cells, np.int64),
        np.array(allowed, np.bool_),
        bonus=1000,
        apart=frozenset(some),
    )


def plain_best(instance: Instance) -> Figures:
    """The three aims one after the other, each as one plain programme of all pairs and strengths.

    Far slower than the product, and written without it; for instances too large to try all choices.
    Nobody has a standing mentor, and there are no pins.
    """
    cells = [(int(i), int(j)) for i, j in np.argwhere(instance.allowed)]
    hopes = [(i, code) for i, one in enumerate(instance.seekers) for code in sorted(one.hopes)]
    mentees, mentors = len(instance.seekers), len(instance.guides)
    first, second = len(cells), len(cells) + mentees
    strength = second + mentees
    size = strength + len(hopes)
    rows: list[tuple[dict[int, float], float]] = []  # coefficients of a row, and its upper limit
    for i in range(mentees):
        mine = {n: -1.0 for n, (row, _) in enumerate(cells) if row == i}
        rows.append((mine | {first + i: 1.0, second + i: 1.0}, 0))
        rows.append((dict.fromkeys(mine, 1.0), 2))
        rows.append(({first + i: -1.0, second + i: 1.0}, 0))
    for j, guide in enumerate(instance.guides):
        rows.append(({n: 1.0 for n, (_, column) in enumerate(cells) if column == j}, guide.room))
    for k, (i, code) in enumerate(hopes):
        bring = {
            n: -1.0
            for n, (row, j) in enumerate(cells)
            if row == i and code in instance.guides[j].strengths
        }
        rows.append((bring | {strength + k: 1.0}, 0))
    number = {cell: n for n, cell in enumerate(cells)}
    for two in instance.apart:
        one, other = (next(j for j in range(mentors) if instance.guides[j].id == m) for m in two)
        rows += [
            ({number[i, one]: 1.0, number[i, other]: 1.0}, 1)
            for i in range(mentees)
            if (i, one) in number and (i, other) in number
        ]
    matrix = np.zeros((len(rows), size))
    for at, (row, _) in enumerate(rows):
        matrix[at, list(row)] = list(row.values())
    aims = np.zeros((3, size))
    aims[0, first:second] = 1
    aims[1, second:strength] = 1
    aims[2, : len(cells)] = [instance.points[cell] for cell in cells]
    aims[2, strength:] = instance.bonus
    limits = [LinearConstraint(matrix, ub=[limit for _, limit in rows])]
    best = []
    for aim in aims:
        found = milp(-aim, integrality=np.ones(size), bounds=Bounds(0, 1), constraints=limits,
                     options={"mip_rel_gap": 0})  # fmt: skip
        best.append(round(-found.fun))
        limits.append(LinearConstraint(aim, lb=best[-1] - 0.5))
    return best[0], best[1], best[2]
