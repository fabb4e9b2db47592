"""Pairs that must be together: whether they can, and how they are set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from punos_mentor_teams.matching.instance import Instance, Pair, PinsContradict, Problem, Seeker


def new_pins(instance: Instance) -> list[Pair]:
    """The pins that do not stand already, in the order of ids."""
    standing = {(one.id, mentor) for one in instance.seekers for mentor in one.standing}
    return sorted(instance.pins - standing)


def settle_pins(instance: Instance) -> Instance:
    """The same instance with every pinned pair standing: what is left is free to choose.

    Raises PinsContradict when they cannot all be kept.
    """
    pins = new_pins(instance)
    problems = (*_problems_of_pairs(instance, pins), *_problems_of_people(instance, pins))
    if problems:
        raise PinsContradict(problems)
    taken = Counter(mentor for _, mentor in pins)
    guides = (replace(one, room=one.room - taken[one.id]) for one in instance.guides)
    seekers = (_standing(instance, one, pins) for one in instance.seekers)
    return replace(instance, seekers=tuple(seekers), guides=tuple(guides), pins=frozenset())


def _standing(instance: Instance, seeker: Seeker, pins: Sequence[Pair]) -> Seeker:
    mentors = tuple(mentor for mentee, mentor in pins if mentee == seeker.id)
    brought = (instance.guides[instance.columns[mentor]].strengths for mentor in mentors)
    covered = seeker.covered.union(*brought)
    return replace(seeker, standing=(*seeker.standing, *mentors), covered=covered)


def _problems_of_pairs(instance: Instance, pins: Sequence[Pair]) -> Iterator[Problem]:
    for mentee, mentor in pins:
        if mentee not in instance.rows or mentor not in instance.columns:
            yield Problem("not_there", mentee, mentor)
            continue
        row, column = instance.rows[mentee], instance.columns[mentor]
        if not instance.allowed[row, column]:
            yield Problem("forbidden", mentee, mentor)
        others = {*instance.seekers[row].standing, *(m for one, m in pins if one == mentee)}
        if any(frozenset((mentor, other)) in instance.apart for other in others):
            yield Problem("apart", mentee, mentor)


def _problems_of_people(instance: Instance, pins: Sequence[Pair]) -> Iterator[Problem]:
    for mentee, count in sorted(Counter(mentee for mentee, _ in pins).items()):
        row = instance.rows.get(mentee)
        if row is not None and count + len(instance.seekers[row].standing) > instance.most:
            yield Problem("too_many", mentee, None)
    for mentor, count in sorted(Counter(mentor for _, mentor in pins).items()):
        column = instance.columns.get(mentor)
        if column is not None and count > instance.guides[column].room:
            yield Problem("over_room", None, mentor)


def by_mentee(pairs: Sequence[Pair]) -> dict[UUID, tuple[UUID, ...]]:
    """Each mentee's mentors, both in the order of ids."""
    teams: dict[UUID, tuple[UUID, ...]] = {}
    for mentee, mentor in sorted(pairs):
        teams[mentee] = (*teams.get(mentee, ()), mentor)
    return teams
