"""What is asked of the matching of teams, and what it answers. Worker only: imports NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

Pair = tuple[UUID, UUID]  # (mentee, mentor)

# Far more than anybody needs; within them no sum leaves 64 bits, and a solver's doubles are exact.
MOST_POINTS = 1_000_000
MOST_STRENGTHS = 63


@dataclass(frozen=True)
class Seeker:
    """A mentee who seeks mentors.

    ``hopes``: codes of the strengths she hopes for · ``standing``: the mentors whom she already has
    and keeps · ``covered``: the strengths that these bring. A standing mentor need not be among
    the guides.
    """

    id: UUID
    hopes: frozenset[str]
    standing: tuple[UUID, ...] = ()
    covered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guide:
    """A mentor. ``room``: how many mentees she can still take · ``strengths``: codes."""

    id: UUID
    room: int
    strengths: frozenset[str]

    def __post_init__(self) -> None:
        if self.room < 0:
            raise ValueError("room is 0 or more")


@dataclass(frozen=True, eq=False)
class Instance:
    """Mentees, mentors, and what a mentee with a mentor is worth.

    ``points``: whole numbers, a row for each seeker and a column for each guide · ``allowed``: of
    the same shape, who may be proposed to whom · ``bonus``: points for each distinct hoped-for
    strength that a team covers, never negative · ``pins``: (mentee, mentor) who must be together ·
    ``apart``: pairs of mentors who must not be in one team, standing mentors included · ``most``:
    how many mentors a team has at most, 1 or 2.

    Raises ValueError for tables of the wrong shape, for somebody who is there twice, for points or
    a bonus below 0 or above MOST_POINTS, and for more than MOST_STRENGTHS different hopes.
    """

    seekers: tuple[Seeker, ...]
    guides: tuple[Guide, ...]
    points: NDArray[np.integer]
    allowed: NDArray[np.bool_]
    bonus: int = 0
    pins: frozenset[Pair] = frozenset()
    apart: frozenset[frozenset[UUID]] = frozenset()
    most: int = 2

    def __post_init__(self) -> None:
        shape = (len(self.seekers), len(self.guides))
        if self.points.shape != shape or self.allowed.shape != shape:
            raise ValueError(f"points and allowed must be tables of {shape}")
        if not np.issubdtype(self.points.dtype, np.integer):
            raise ValueError("points are whole numbers")
        if len(self.rows) < shape[0] or len(self.columns) < shape[1]:
            raise ValueError("somebody is there twice")
        if self.most not in {1, 2} or any(len(two) != 2 for two in self.apart):
            raise ValueError("most is 1 or 2, and apart holds pairs of different mentors")
        worths = np.append(self.points[self.allowed], self.bonus)
        if worths.min() < 0 or worths.max() > MOST_POINTS:
            raise ValueError(f"points and bonus are from 0 to {MOST_POINTS}")
        if len(self.hoped) > MOST_STRENGTHS:
            raise ValueError(f"more than {MOST_STRENGTHS} different strengths are hoped for")

    @cached_property
    def hoped(self) -> tuple[str, ...]:
        """Every strength that somebody hopes for, in order."""
        return tuple(sorted(frozenset[str]().union(*(one.hopes for one in self.seekers))))

    @cached_property
    def rows(self) -> dict[UUID, int]:
        """Each mentee's row."""
        return {one.id: index for index, one in enumerate(self.seekers)}

    @cached_property
    def columns(self) -> dict[UUID, int]:
        """Each mentor's column."""
        return {one.id: index for index, one in enumerate(self.guides)}

    def in_order(self) -> Instance:
        """The same, everybody by id: so the answer does not depend on who was listed first."""
        rows = sorted(range(len(self.seekers)), key=lambda row: self.seekers[row].id)
        columns = sorted(range(len(self.guides)), key=lambda column: self.guides[column].id)
        cells = np.ix_(rows, columns)
        return replace(
            self,
            seekers=tuple(self.seekers[row] for row in rows),
            guides=tuple(self.guides[column] for column in columns),
            points=self.points[cells],
            allowed=self.allowed[cells],
        )


class Proof(NamedTuple):
    """How good the answer is in one part, whose people no allowed pair links to other parts.

    ``mentees`` and ``mentors`` of the part · ``with_one``: mentees with at least one mentor,
    ``with_two``: with two; both count standing mentors · ``value``: points of the pairs chosen here
    (pins included), and the bonus of each strength they newly cover.

    ``optimal``: nothing better exists, by all three aims. Otherwise time ran out at the aim that
    ``stopped_at`` names, and no answer surpasses ``bound`` in that figure (the aims before it are
    proven). ``bound`` is a bound of the value unless ``stopped_at`` is "with_two".
    """

    mentees: int
    mentors: int
    with_one: int
    with_two: int
    value: int
    bound: int
    optimal: bool
    stopped_at: Literal["with_two", "value"] | None = None


@dataclass(frozen=True)
class Solution:
    """``teams``: the mentors newly chosen for each mentee who gets any, by id, pins included.

    ``proofs``: one for each part that holds a mentee, in the order of its first mentee.
    """

    teams: Mapping[UUID, tuple[UUID, ...]]
    proofs: tuple[Proof, ...]

    @property
    def optimal(self) -> bool:
        """Every part is proven."""
        return all(proof.optimal for proof in self.proofs)


class Problem(NamedTuple):
    """One pin that cannot be kept.

    ``code``: "not_there" (one of the two is not in the instance) · "forbidden" (not allowed) ·
    "too_many" (more mentors than a team has, standing ones counted; mentor is None) · "over_room"
    (more mentees than the mentor can take; mentee is None) · "apart" (the mentor must not be in one
    team with another pinned or standing mentor of this mentee).
    """

    code: Literal["not_there", "forbidden", "too_many", "over_room", "apart"]
    mentee: UUID | None
    mentor: UUID | None


class PinsContradict(ValueError):
    """The pins cannot all be kept; ``problems`` names every one that clashes."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.code} {p.mentee} {p.mentor}" for p in problems))
        self.problems = problems
