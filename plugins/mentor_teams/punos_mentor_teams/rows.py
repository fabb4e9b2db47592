"""One line of the workbench: a mentee with her mentors, those whom she has and those proposed to her."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from punos.plugin import Judged, fold
from punos_mentor_teams.phrasing import strengths
from punos_mentor_teams.standing import MOST, Someone

CLEARLY = 5
"""Points of a hundred by which another fit is worth a look."""


def pair_value(one: UUID, other: UUID) -> str:
    """Two people as one value of a form."""
    return f"{one}:{other}"


@dataclass(frozen=True)
class Place(Judged):
    """A mentor who is proposed to a mentee. `new`: the earlier draft, if any, did not have it."""

    mentor: Someone
    wish: str
    new: bool

    @property
    def state(self) -> str:
        """proposed, left_out or gone."""
        return self.suggestion.state

    @property
    def pair(self) -> str:
        """The two, as a button sends them."""
        return pair_value(self.suggestion.mentee_id, self.suggestion.mentor_id)


class Other(NamedTuple):
    """The next best mentor, and by how many points of a hundred she fits better than the weakest."""

    mentor: Someone
    points: int


@dataclass(frozen=True)
class Row:
    """One mentee: the mentors whom she has and keeps, and those who are proposed to her."""

    mentee: Someone
    standing: tuple[Someone, ...]
    places: tuple[Place, ...]
    other: Other | None
    change: str

    @property
    def state(self) -> str:
        """gone when somebody is no longer there, left_out when nobody would join her."""
        states = {place.state for place in self.places}
        return "gone" if "gone" in states else "proposed" if "proposed" in states else "left_out"

    @property
    def mentors(self) -> int:
        """How many mentors she would have."""
        return len(self.standing) + sum(place.state == "proposed" for place in self.places)

    @property
    def two(self) -> str:
        """The two mentors of the team, as a button sends them; empty unless there are two."""
        ids = [one.id for one in self.standing] + [place.mentor.id for place in self.places]
        return pair_value(ids[0], ids[1]) if len(ids) == MOST else ""

    @property
    def need(self) -> tuple[bool, int, float, UUID]:
        """Sorts what needs a decision first: who is gone, then few mentors, then weak fits."""
        weakest = min(place.suggestion.score for place in self.places)
        return self.state != "gone", self.mentors, weakest, self.mentee.id

    @cached_property
    def hopes(self) -> tuple[str, str]:
        """Which of her hopes somebody in the team can meet, and which nobody can."""
        told = self.places[0].suggestion.others
        met = set(told["covered"])
        for place in self.places:
            met |= set(place.suggestion.others["brings"]) if place.state == "proposed" else set()
        return strengths(met), strengths(set(told["hopes"]) - met)


FILTERS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "one": lambda row: row.mentors < MOST,
    "contested": lambda row: row.other is not None and row.other.points >= CLEARLY,
    "changed": lambda row: row.change in ("new", "changed"),
    "left_out": lambda row: row.state == "left_out",
    "gone": lambda row: row.state == "gone",
}


def narrowed(rows: Sequence[Row], show: str, words: str) -> list[Row]:
    """The rows of a filter in which each of these words is part of a name."""
    wanted, chosen = fold(words).split(), FILTERS.get(show, FILTERS[""])
    return [row for row in rows if chosen(row) and all(one in _names(row) for one in wanted)]


def _names(row: Row) -> str:
    mentors = [*row.standing, *(place.mentor for place in row.places)]
    return fold(" ".join([row.mentee.name, *(one.name for one in mentors)]))
