"""The people of one matching, in the one order that all tables use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from punos.plugin import Candidate, Criteria, Side
from punos_pairwise.matching.pins import Pair

Cell = tuple[int, int]  # (row of a mentee, column of a mentor)


@dataclass(frozen=True)
class Cohort:
    """Mentees are the rows and mentors the columns of every table, both sorted by id."""

    mentees: tuple[Candidate, ...]
    mentors: tuple[Candidate, ...]
    criteria: Criteria

    @classmethod
    def of(
        cls, mentees: Iterable[Candidate], mentors: Iterable[Candidate], criteria: Criteria
    ) -> Cohort:
        """Raises ValueError when someone is there twice or in the wrong role."""
        return cls(_sorted(mentees, "mentee"), _sorted(mentors, "mentor"), criteria)

    @cached_property
    def rows(self) -> dict[UUID, int]:
        """Each mentee's row."""
        return {one.id: index for index, one in enumerate(self.mentees)}

    @cached_property
    def columns(self) -> dict[UUID, int]:
        """Each mentor's column."""
        return {one.id: index for index, one in enumerate(self.mentors)}

    def cells(self, pairs: Iterable[Pair]) -> list[Cell]:
        """Where pairs stand, in the order of ids, without those who are not in the cohort."""
        return [
            (self.rows[mentee], self.columns[mentor])
            for mentee, mentor in sorted(pairs)
            if mentee in self.rows and mentor in self.columns
        ]

    def pair(self, cell: Cell) -> tuple[Candidate, Candidate]:
        """The mentee and the mentor of a cell."""
        return self.mentees[cell[0]], self.mentors[cell[1]]


def _sorted(people: Iterable[Candidate], role: Side) -> tuple[Candidate, ...]:
    ordered = tuple(sorted(people, key=lambda person: person.id.int))
    if len({person.id for person in ordered}) < len(ordered):
        raise ValueError(f"a {role} is there twice")
    if any(person.role != role for person in ordered):
        raise ValueError(f"not everyone among the {role}s is one")
    return ordered
