"""Who may be the same person under another spelling. Only the worker imports this module.

Nothing is decided by it: a person looks at both. Similar names count by how many letters would have to
be changed, whatever the order of the names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz.fuzz import ratio, token_sort_ratio

from punos.people.service import fold_email
from punos.texts import fold

SIMILAR, EACH, BARELY = 88.0, 80.0, 55.0
"""Of 100: of the whole name, and of each of its parts, since brothers share a long family name. With the
same address or number less is enough, but not nothing, since a family may share one."""
_PREFIX, _NUMBER, _CROWD = 3, 9, 2_000


@dataclass(frozen=True)
class Face:
    """What somebody is recognised by. `id` is None for a row of a file."""

    id: UUID | None
    name: str
    email: str
    phone: str

    @property
    def whole(self) -> bool:
        """Whether there is more than a first name."""
        return " " in self.name


def face(
    person_id: UUID | None,
    given_name: str,
    family_name: str | None,
    email: str | None,
    phone: str | None,
) -> Face:
    """The same of a person as they are kept or typed."""
    digits = "".join(sign for sign in phone or "" if sign.isdigit())
    number = digits[-_NUMBER:] if len(digits) >= _NUMBER - 2 else ""
    return Face(
        person_id, fold(f"{given_name} {family_name or ''}"), fold_email(email or ""), number
    )


class Faces:
    """Many people, of whom those who resemble somebody are found without comparing with all."""

    def __init__(self, faces: Iterable[Face] = ()) -> None:
        self._by_key: dict[str, list[Face]] = defaultdict(list)
        for one in faces:
            self.add(one)

    def add(self, one: Face) -> None:
        """Let one more be found."""
        for key in _keys(one):
            self._by_key[key].append(one)

    def like(self, one: Face) -> Face | None:
        """Who is most like somebody, and not plainly the same: equal in name and address."""
        best, most = None, 0.0
        for other in self._near(one):
            found = likeness(one, other)
            if found > most and not plainly_same(one, other):
                best, most = other, found
        return best

    def all_like(self, one: Face) -> dict[UUID, float]:
        """Everybody who resembles somebody, and how much."""
        found = {other.id: likeness(one, other) for other in self._near(one) if other.id != one.id}
        return {known: alike for known, alike in found.items() if known is not None and alike}

    def _near(self, one: Face) -> Iterator[Face]:
        for key in _keys(one):
            # A beginning that thousands share tells nothing; the others of the name still do.
            yield from self._by_key[key][:_CROWD]


def plainly_same(one: Face, other: Face) -> bool:
    """Equal in name and address: there is nothing to ask."""
    return one.name == other.name and bool(one.email) and one.email == other.email


def likeness(one: Face, other: Face) -> float:
    """From 0 (two people) to 100."""
    similar: float = token_sort_ratio(one.name, other.name)
    reached = (one.email and one.email == other.email) or (one.phone and one.phone == other.phone)
    if reached and (similar >= BARELY or _shares_a_name(one, other)):
        return max(similar, 90.0)
    named = one.whole and other.whole and similar >= SIMILAR
    return similar if named and _each_is_there(one.name.split(), other.name.split()) else 0.0


def _each_is_there(parts: list[str], others: list[str]) -> bool:
    """Whether each part of the shorter name has its like in the other."""
    few, many = sorted((parts, others), key=len)
    return all(any(ratio(part, other) >= EACH for other in many) for part in few)


def _shares_a_name(one: Face, other: Face) -> bool:
    """The same first name: the last one changes when people marry."""
    mine, theirs = one.name.split(), other.name.split()
    return bool(mine and theirs) and mine[0] == theirs[0]


def _keys(one: Face) -> set[str]:
    keys = {f"n{part[:_PREFIX]}" for part in one.name.split()}
    return (
        keys
        | ({f"e{one.email}"} if one.email else set())
        | ({f"p{one.phone}"} if one.phone else set())
    )
