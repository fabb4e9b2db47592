"""How near two pairs are in field and place, and what a circle has in common, in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from punos.plugin import Message, occupation_label, occupation_nearness
from punos_pairwise.texts import _staff, language

FIELD, SAME_TOWN, ONLINE = 100, 100, 60
"""Points at most for the field; for a town in common; for pairs who can at least meet online."""
FULL = FIELD + SAME_TOWN
MANY = 0.5
"""What is true of half of a circle is said about it."""


@dataclass(frozen=True)
class PairFacts:
    """What decides where a pair belongs, without names.

    `occupation` is the mentee's ISCO-08 code, or the mentor's where she has told none. `towns` are folded,
    as they are compared; `cities` are the same as they were written. `online` says that both can meet so.
    """

    id: UUID
    people: frozenset[UUID]
    occupation: str | None = None
    towns: frozenset[str] = frozenset()
    cities: tuple[str, ...] = ()
    online: bool = False


def near(one: PairFacts, other: PairFacts) -> int:
    """How near two pairs are, from 0 to FULL: half is the field, half the place."""
    return _field(one, other) + _place(one, other)


def share_somebody(one: PairFacts, other: PairFacts) -> bool:
    """Whether a mentor is in both, who would otherwise have two circles to go to."""
    return bool(one.people & other.people)


def _field(one: PairFacts, other: PairFacts) -> int:
    if not one.occupation or not other.occupation:
        return 0
    return round(FIELD * occupation_nearness(one.occupation, other.occupation))


def _place(one: PairFacts, other: PairFacts) -> int:
    if one.towns & other.towns:
        return SAME_TOWN
    return ONLINE if one.online and other.online else 0


def mean_nearness(pairs: Sequence[PairFacts]) -> float | None:
    """From 0 to 1, over every two pairs of a circle; None where there are not two."""
    points = [near(one, other) for one, other in combinations(pairs, 2)]
    return sum(points) / (FULL * len(points)) if points else None


def nearness_to(pair: PairFacts, circle: Sequence[PairFacts]) -> float:
    """From 0 to 1: how near a pair is to a circle; 0 for one without pairs."""
    return sum(near(pair, other) for other in circle) / (FULL * len(circle)) if circle else 0.0


def in_common(pairs: Sequence[PairFacts]) -> Iterator[Message]:
    """What at least half of a circle's pairs share, in words."""
    total = len(pairs)
    if field := _common_field(pairs):
        code, count = field
        name = occupation_label(code, language())
        yield _staff("%(field)s: %(count)s of %(total)s", field=name, count=count, total=total)
    if town := _common_town(pairs):
        city, count = town
        yield _staff("%(city)s: %(count)s of %(total)s", city=city, count=count, total=total)
    online = sum(pair.online for pair in pairs)
    if online >= max(MANY * total, 2):
        yield _staff("can meet online: %(count)s of %(total)s", count=online, total=total)


def _common_field(pairs: Sequence[PairFacts]) -> tuple[str, int] | None:
    """The narrowest field that half of them are in, and how many are.

    The major groups of ISCO-08 are left out: most of those who apply are "Professionals".
    """
    for digits in (4, 3, 2):
        counted = Counter(one.occupation[:digits] for one in pairs if one.occupation)
        if found := _most(counted, len(pairs)):
            return found
    return None


def _common_town(pairs: Sequence[PairFacts]) -> tuple[str, int] | None:
    written = {" ".join(city.split()).casefold(): city for one in pairs for city in one.cities}
    found = _most(Counter(town for one in pairs for town in one.towns), len(pairs))
    return (written.get(found[0], found[0].title()), found[1]) if found else None


def _most(counted: Counter[str], total: int) -> tuple[str, int] | None:
    """What is most common, of equal ones the first by its name, if half of all share it."""
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return ranked[0] if ranked and ranked[0][1] >= max(MANY * total, 2) else None
