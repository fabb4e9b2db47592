"""The answer recounted from the question, in whole numbers. Worker only.

Solvers compute with rounded numbers. So nothing leaves this package before everything that must
hold has been looked at once more, and every figure been added up anew, by nothing but counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from punos_mentor_teams.matching.instance import Instance, Seeker

Teams = Mapping[UUID, tuple[UUID, ...]]


class NotValid(RuntimeError):
    """A solver answered something that may not be. Never seen; it would be a fault of ours."""


class Counted(NamedTuple):
    """``with_one``, ``with_two``: mentees with at least so many mentors, standing ones counted ·
    ``value``: points of the new pairs and the bonus of what they newly cover."""

    with_one: int
    with_two: int
    value: int


def verify(instance: Instance, teams: Teams) -> None:
    """Raises NotValid unless the new teams keep everything that the instance asks."""
    if broken := list(_broken(instance, teams)):
        raise NotValid("; ".join(broken))


def _broken(instance: Instance, teams: Teams) -> Iterator[str]:
    chosen = [(mentee, mentor) for mentee, mentors in teams.items() for mentor in mentors]
    for mentee, mentor in chosen:
        if not instance.allowed[instance.rows[mentee], instance.columns[mentor]]:
            yield f"{mentee} and {mentor} are not allowed"
    for mentor, count in Counter(mentor for _, mentor in chosen).items():
        if count > instance.guides[instance.columns[mentor]].room:
            yield f"{mentor} has more mentees than room"
    for seeker in instance.seekers:
        yield from _broken_team(instance, seeker, teams.get(seeker.id, ()))
    for mentee, mentor in instance.pins:
        if mentor not in (
            *teams.get(mentee, ()),
            *instance.seekers[instance.rows[mentee]].standing,
        ):
            yield f"{mentee} and {mentor} are not together"


def _broken_team(instance: Instance, seeker: Seeker, new: tuple[UUID, ...]) -> Iterator[str]:
    team = (*seeker.standing, *new)
    if new and len(team) > instance.most:
        yield f"{seeker.id} has too many mentors"
    if len(set(team)) < len(team):
        yield f"{seeker.id} has a mentor twice"
    for two in combinations(team, 2):
        if frozenset(two) in instance.apart and not set(two) <= set(seeker.standing):
            yield f"{two} are in one team"


def count(instance: Instance, seekers: Iterable[Seeker], teams: Teams) -> Counted:
    """The figures of these mentees."""
    one = two = value = 0
    for seeker in seekers:
        new = teams.get(seeker.id, ())
        size = len(seeker.standing) + len(new)
        one, two = one + (size >= 1), two + (size >= 2)
        value += worth(instance, seeker, new)
    return Counted(one, two, value)


def worth(instance: Instance, seeker: Seeker, new: Iterable[UUID]) -> int:
    """Points and bonus that these new mentors of hers bring."""
    columns = [instance.columns[mentor] for mentor in new]
    row = instance.rows[seeker.id]
    brought = frozenset[str]().union(*(instance.guides[column].strengths for column in columns))
    covered = (seeker.hopes - seeker.covered) & brought
    return sum(int(instance.points[row, column]) for column in columns) + instance.bonus * len(
        covered
    )
