"""A person as matching sees her: what she told, without her name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from uuid import UUID

Side = Literal["mentee", "mentor"]
MENTEE: Side = "mentee"
MENTOR: Side = "mentor"

# The Common European Framework of Reference for languages, weakest first.
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
_RANKS = {level: rank for rank, level in enumerate(CEFR, start=1)}


def cefr_rank(level: str | None) -> int:
    """1 for A1 to 6 for C2; 0 for a language that is not spoken."""
    return _RANKS[level] if level else 0


@dataclass(frozen=True)
class Candidate:
    """One enrolment that waits for a mentee or a mentor.

    ``occupation`` is an ISCO-08 code (1 to 4 digits), ``education_field`` an ISCED-F 2013 code (2
    to 4 digits), ``languages`` language code -> CEFR level. ``interests``, ``hopes`` (of mentees),
    ``offers`` (of mentors) and ``availability`` hold codes of the programme's own lists, hopes and
    offers of the same one. ``capacity`` is how many mentees a mentor takes in all. ``person`` is whose
    enrolment it is: somebody may have applied in both roles.
    """

    id: UUID
    role: Side
    occupation: str | None = None
    city: str | None = None
    online_ok: bool = False
    languages: Mapping[str, str] = field(default_factory=dict)
    interests: frozenset[str] = frozenset()
    hopes: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    education_field: str | None = None
    availability: frozenset[str] = frozenset()
    capacity: int = 1
    person: UUID | None = None

    def __post_init__(self) -> None:
        if self.capacity < 0:
            raise ValueError("a capacity is 0 or more")
        if unknown := set(self.languages.values()) - set(CEFR):
            raise ValueError(f"no CEFR level: {sorted(unknown)}")

    @cached_property
    def town(self) -> str:
        """The city in the form in which two are compared; empty when unknown."""
        return " ".join((self.city or "").split()).casefold()
