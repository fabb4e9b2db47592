"""From stored answers to what the solver is asked. Worker only: imports NumPy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from punos.plugin import (
    MENTEE,
    MENTOR,
    Candidate,
    Criteria,
    Proposal,
    Work,
    candidates_of,
    wished,
    wishes,
)
from punos.plugin.heavy import Scores, score_all
from punos_mentor_teams.matching.instance import Guide, Instance, Pair, Seeker
from punos_mentor_teams.sections import SECTION
from punos_mentor_teams.service import aparts
from punos_mentor_teams.settings import criteria_for
from punos_mentor_teams.standing import Roster, read_roster


@dataclass(frozen=True, eq=False)
class Cohort:
    """The people of one union who take part: mentees who seek mentors, and all mentors.

    Mentees are the rows and mentors the columns of every table, both in the order of their ids.
    """

    mentees: tuple[Candidate, ...]
    mentors: tuple[Candidate, ...]
    roster: Roster
    criteria: Criteria
    pins: frozenset[Pair]
    forbidden: frozenset[Pair]
    apart: frozenset[frozenset[UUID]]

    @cached_property
    def scores(self) -> Scores:
        """How well each mentee and each mentor fit."""
        return score_all(self.mentees, self.mentors, self.criteria)

    @cached_property
    def rows(self) -> dict[UUID, int]:
        """Each mentee's row."""
        return {one.id: index for index, one in enumerate(self.mentees)}

    @cached_property
    def columns(self) -> dict[UUID, int]:
        """Each mentor's column."""
        return {one.id: index for index, one in enumerate(self.mentors)}

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """Whom each mentee could have: what must agree does, and nobody has forbidden it."""
        table = self.scores.passes.copy()
        self._set(table, self.pins, value=True)
        self._set(table, self.forbidden, value=False)
        return table

    def instance(self, bonus: int, most: int) -> Instance:
        """What the solver is asked. Whom a mentee has already is not proposed to her again."""
        allowed = self.possible.copy()
        standing = [(one.id, other) for one in self.mentees for other in self._standing(one)]
        self._set(allowed, standing, value=False)
        return Instance(
            seekers=tuple(self._seeker(one) for one in self.mentees),
            guides=tuple(Guide(one.id, one.capacity, one.offers) for one in self.mentors),
            points=self.scores.points,
            allowed=allowed,
            bonus=bonus,
            pins=self.pins - set(standing),
            apart=self.apart,
            most=most,
        )

    def _set(self, table: NDArray[np.bool_], pairs: Iterable[Pair], *, value: bool) -> None:
        for mentee, mentor in pairs:
            if mentee in self.rows and mentor in self.columns:
                table[self.rows[mentee], self.columns[mentor]] = value

    def _standing(self, mentee: Candidate) -> tuple[UUID, ...]:
        return self.roster.mentors_of(mentee.id)

    def covered(self, mentee: Candidate) -> frozenset[str]:
        """The strengths of the mentors whom a mentee has already."""
        known = (one for one in self._standing(mentee) if one in self.columns)
        return frozenset().union(*(self.mentors[self.columns[one]].offers for one in known))

    def _seeker(self, mentee: Candidate) -> Seeker:
        return Seeker(mentee.id, mentee.hopes, self._standing(mentee), self.covered(mentee))


def cohort_of(work: Work, proposal: Proposal) -> Cohort:
    """The union's people as they are now, and what was decided about them by hand."""
    cycle, settings = proposal.cycle, proposal.settings
    roster = read_roster(work, cycle, proposal.unit_id)
    seeking = {one.id: 1 for one in roster.seekers(settings["mentors_preferred"])}
    mentors = {one.id: roster.room(one.id) for one in roster.mentors}
    people = candidates_of(work, cycle, SECTION, seeking | mentors)
    by_hand, there = wishes(work, cycle), {one.id for one in people}
    return Cohort(
        mentees=tuple(one for one in people if one.role == MENTEE),
        mentors=tuple(one for one in people if one.role == MENTOR),
        roster=roster,
        criteria=criteria_for(settings),
        pins=wished(by_hand, "pin", there),
        forbidden=wished(by_hand, "forbid", there),
        apart=frozenset(frozenset((one.one_id, one.other_id)) for one in aparts(work, cycle)),
    )
