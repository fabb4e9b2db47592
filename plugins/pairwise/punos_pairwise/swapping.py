"""What changes in a draft when a mentee is given somebody else: plain values, nothing is written here.

Only the rows that it touches change; nobody else is matched anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from punos.plugin import Candidate, Criteria, Suggestion, judge

Pair = tuple[UUID, UUID]


class Choice(NamedTuple):
    """A mentor whom a mentee could be given, and the mentee who has the place now, if it is taken."""

    mentor: UUID
    instead_of: UUID | None
    score: float
    fails: bool


class Made(NamedTuple):
    """Two who come together, and how well they fit. `chosen`: by hand, not in exchange."""

    mentee: UUID
    mentor: UUID
    score: float
    chosen: bool


@dataclass(frozen=True)
class Change:
    """Rows that go, pairs that come, and who is left without anybody."""

    version: str
    gone: Sequence[Suggestion]
    made: Sequence[Made]
    left: Sequence[UUID]

    @property
    def seen(self) -> str:
        """Is another text when anything of it has become different."""
        gone = sorted(f"{row.id} {row.state}" for row in self.gone)
        parts = (self.version, gone, [one[:2] for one in self.made], list(self.left))
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]

    def mentees(self) -> list[UUID]:
        """Those whose row changes: whoever is given somebody else first."""
        return list(dict.fromkeys((*(one.mentee for one in self.made), *self.left)))


@dataclass(frozen=True)
class Table:
    """A draft, and those who wait with what matching knows of them. `apart` are kept apart by hand."""

    version: str
    rows: Sequence[Suggestion]
    mentees: Mapping[UUID, Candidate]
    mentors: Mapping[UUID, Candidate]
    criteria: Criteria
    apart: Collection[Pair]

    @cached_property
    def _seats(self) -> dict[UUID, list[Suggestion]]:
        """By mentor: the rows that would be published."""
        found: dict[UUID, list[Suggestion]] = {}
        for row in self.rows:
            if row.state == "proposed":
                found.setdefault(row.mentor_id, []).append(row)
        return found

    def row_of(self, mentee: UUID) -> Suggestion | None:
        """The row of a mentee, left out or not."""
        rows = (one for one in self.rows if one.mentee_id == mentee and one.state != "gone")
        return next(rows, None)

    def may(self, mentee: UUID, mentor: UUID) -> bool:
        """Whether both wait, are two people, and nobody keeps them apart."""
        one, other = self.mentees.get(mentee), self.mentors.get(mentor)
        if one is None or other is None or (mentee, mentor) in self.apart:
            return False
        return one.person is None or one.person != other.person

    def room(self, mentor: UUID) -> int:
        """How many more mentees the draft could bring to a mentor."""
        taken = len(self._seats.get(mentor, ()))
        return max(0, self.mentors[mentor].capacity - taken)

    def choices(self, mentee: UUID) -> list[Choice]:
        """Everybody whom a mentee could be given, the best fit first."""
        found = [one for mentor in self.mentors for one in self._of_mentor(mentee, mentor)]
        return sorted(found, key=lambda one: (-one.score, str(one.mentor), str(one.instead_of)))

    def _of_mentor(self, mentee: UUID, mentor: UUID) -> Iterator[Choice]:
        own = self._seats.get(mentor, ())
        if not self.may(mentee, mentor) or any(row.mentee_id == mentee for row in own):
            return
        judged = judge(self.mentees[mentee], self.mentors[mentor], self.criteria)
        places = [None] if self.room(mentor) else [row.mentee_id for row in own]
        for taken in places:
            yield Choice(mentor, taken, judged.score, bool(judged.fails))

    def change(self, mentee: UUID, mentor: UUID, instead_of: UUID | None) -> Change | None:
        """What giving this mentor to a mentee changes; None where it is not to be had (any more).

        Whoever had the place gets the mentor whom the mentee leaves, when that is possible at all.
        """
        known = {(one.mentor, one.instead_of) for one in self.choices(mentee)}
        if (mentor, instead_of) not in known:
            return None
        own = self.row_of(mentee)
        other = self.row_of(instead_of) if instead_of else None
        made = [self._made(mentee, mentor, chosen=True)]
        if instead_of and own is not None and self._can_exchange(instead_of, own):
            made.append(self._made(instead_of, own.mentor_id, chosen=False))
        gone = [row for row in (own, other) if row is not None]
        gone += self._without_room(mentor, instead_of, gone)
        paired = {one.mentee for one in made}
        left = sorted({row.mentee_id for row in gone} - paired, key=str)
        return Change(self.version, gone, made, left)

    def _can_exchange(self, mentee: UUID, own: Suggestion) -> bool:
        if own.state != "proposed" or not self.may(mentee, own.mentor_id):
            return False
        return not judge(self.mentees[mentee], self.mentors[own.mentor_id], self.criteria).fails

    def _made(self, mentee: UUID, mentor: UUID, *, chosen: bool) -> Made:
        judged = judge(self.mentees[mentee], self.mentors[mentor], self.criteria)
        return Made(mentee, mentor, judged.score, chosen)

    def _without_room(
        self, mentor: UUID, instead_of: UUID | None, gone: Sequence[Suggestion]
    ) -> list[Suggestion]:
        """Rows that were left out and could not be taken in again: their place is taken now."""
        if instead_of or self.room(mentor) > 1:
            return []
        return [
            row
            for row in self.rows
            if row.mentor_id == mentor and row.state == "left_out" and row not in gone
        ]
