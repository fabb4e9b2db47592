"""Pairs that a coordinator has fixed: whether they can stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple
from uuid import UUID

from punos_pairwise.texts import _staff_l

Pair = tuple[UUID, UUID]  # (mentee, mentor)


class Contradiction(NamedTuple):
    """One wish that cannot be kept: ``not_in_cohort``, ``forbidden``, ``two_mentors`` (a mentee
    pinned more than once) or ``over_capacity`` (more pins than the mentor takes)."""

    code: str
    mentee: UUID | None
    mentor: UUID | None


# What is wrong, without saying whom: the page shows the names beside it.
CLASHES = {
    "not_in_cohort": _staff_l("One of this pair no longer waits for a pair."),
    "forbidden": _staff_l("This pair is both kept together and kept apart. Choose one."),
    "two_mentors": _staff_l("This mentee is kept with more than one mentor. Choose one."),
    "over_capacity": _staff_l("This mentor is kept with more mentees than the mentor takes."),
}


class PinsContradict(ValueError):
    """The pins cannot all be kept; ``contradictions`` names every one that clashes."""

    def __init__(self, contradictions: tuple[Contradiction, ...]) -> None:
        super().__init__("; ".join(f"{c.code} {c.mentee} {c.mentor}" for c in contradictions))
        self.contradictions = contradictions


def check_pins(
    mentees: Set[UUID], capacities: Mapping[UUID, int], pins: Set[Pair], forbidden: Set[Pair]
) -> None:
    """Raise PinsContradict unless every pin can be kept.

    ``capacities``: mentor -> how many mentees. A pin may go against a mandatory criterion: the
    coordinator knows more than the form does.
    """
    found = (
        *_clashes_of_pairs(mentees, capacities.keys(), pins, forbidden),
        *_clashes_of_people(capacities, pins),
    )
    if found:
        raise PinsContradict(found)


def _clashes_of_pairs(
    mentees: Set[UUID], mentors: Set[UUID], pins: Set[Pair], forbidden: Set[Pair]
) -> Iterator[Contradiction]:
    for mentee, mentor in sorted(pins):
        if mentee not in mentees or mentor not in mentors:
            yield Contradiction("not_in_cohort", mentee, mentor)
        if (mentee, mentor) in forbidden:
            yield Contradiction("forbidden", mentee, mentor)


def _clashes_of_people(capacities: Mapping[UUID, int], pins: Set[Pair]) -> Iterator[Contradiction]:
    for mentee, count in sorted(Counter(mentee for mentee, _ in pins).items()):
        if count > 1:
            yield Contradiction("two_mentors", mentee, None)
    for mentor, count in sorted(Counter(mentor for _, mentor in pins).items()):
        if mentor in capacities and count > capacities[mentor]:
            yield Contradiction("over_capacity", None, mentor)
