"""What a programme finds important when it brings a mentee and a mentor together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

Level = Literal["mandatory", "high", "medium", "low", "off"]

# The order in which criteria of one weight are told.
CRITERIA = (
    "profession",
    "languages",
    "hopes",
    "place",
    "interests",
    "education",
    "availability",
)

FULL = 1000  # a full fit by one criterion: fits are whole thousandths, so that all sums are exact

# A mandatory criterion also weighs as a high one: of two who pass, the better fit is preferred.
WEIGHTS: dict[str, int] = {"mandatory": 4, "high": 4, "medium": 2, "low": 1, "off": 0}


@dataclass(frozen=True)
class Criteria:
    """One level per criterion, and what three of them need to know.

    ``profession_digits``: how many leading digits of ISCO-08 must agree where the profession is
    mandatory: 4 the same profession, 3 a close one, 2 the same field. ``working_languages``: those
    the programme is run in, in order of preference; empty means any. The mentee and the mentor
    must reach the two CEFR levels in the same language: one is learning it, the other guides.
    """

    profession: Level = "high"
    languages: Level = "high"
    hopes: Level = "medium"
    place: Level = "medium"
    interests: Level = "medium"
    education: Level = "off"
    availability: Level = "low"
    profession_digits: int = 2
    working_languages: tuple[str, ...] = ()
    mentee_language_level: str = "A2"
    mentor_language_level: str = "B2"

    def __post_init__(self) -> None:
        for name in CRITERIA:
            if getattr(self, name) not in get_args(Level):
                raise ValueError(f"{name} has no level {getattr(self, name)!r}")

    @cached_property
    def weights(self) -> dict[str, int]:
        """The criteria that count, heaviest first, each with its weight."""
        counting = {name: WEIGHTS[getattr(self, name)] for name in CRITERIA}
        ordered = sorted(CRITERIA, key=lambda name: -counting[name])
        return {name: counting[name] for name in ordered if counting[name]}

    @cached_property
    def mandatory(self) -> frozenset[str]:
        """The criteria without which two are never proposed to each other."""
        return frozenset(name for name in CRITERIA if getattr(self, name) == "mandatory")

    @cached_property
    def most_points(self) -> int:
        """What a pair gets that fits wholly by every criterion."""
        return FULL * sum(self.weights.values())
