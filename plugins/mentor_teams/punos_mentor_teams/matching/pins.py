"""Pairs that must be together: what can be wrong with them. Plain values, no NumPy."""

from __future__ import annotations

from typing import Literal, NamedTuple
from uuid import UUID

Pair = tuple[UUID, UUID]  # (mentee, mentor)


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
