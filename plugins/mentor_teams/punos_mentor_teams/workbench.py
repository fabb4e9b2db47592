"""What a union's workbench shows of a draft: plain values, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Proposal,
    Suggestion,
    Wish,
    Work,
    earlier_draft,
    wishes,
)
from punos_mentor_teams.models import Apart
from punos_mentor_teams.phrasing import why_without
from punos_mentor_teams.rows import Other, Place, Row, pair_value
from punos_mentor_teams.service import aparts
from punos_mentor_teams.standing import Roster, Someone

Teams = dict[UUID, set[UUID]]
"""For each mentee the mentors who were proposed to her."""


class Left(NamedTuple):
    """Somebody in no team, and why."""

    who: Someone
    why: str


class WishRow(NamedTuple):
    """Two who are kept together or apart; `stale` when that is of no effect now."""

    kind: str
    one: Someone
    other: Someone
    stale: bool
    pair: str


@dataclass(frozen=True)
class ByHand:
    """What was decided by hand in a union."""

    wishes: list[Wish]
    aparts: list[Apart]
    roster: Roster

    @cached_property
    def rows(self) -> list[WishRow]:
        """With names, the oldest first, mentees with mentors before mentors with each other."""
        seeking = {one.id for one in self.roster.seekers()}
        free = {one.id for one in self.roster.with_room()}
        pairs = [(w.kind, w.mentee_id, w.mentor_id, seeking) for w in self.wishes]
        pairs += [("apart", a.one_id, a.other_id, free) for a in self.aparts]
        people = self.roster.people
        return [
            WishRow(
                kind,
                people[one],
                people[other],
                kind != "apart" and (one not in those or other not in free),
                pair_value(one, other),
            )
            for kind, one, other, those in pairs
            if one in people and other in people
        ]

    @property
    def kinds(self) -> dict[tuple[UUID, UUID], str]:
        """pin or forbid, by mentee and mentor."""
        return {(wish.mentee_id, wish.mentor_id): wish.kind for wish in self.wishes}

    def since(self, proposal: Proposal) -> bool:
        """Whether something was decided after the draft was made."""
        decided: list[Wish | Apart] = [*self.wishes, *self.aparts]
        return any(one.created_at > proposal.created_at for one in decided)


@dataclass(frozen=True)
class Draft:
    """A draft with everything around it."""

    proposal: Proposal
    earlier: Proposal | None
    rows: list[Row]
    unmatched: list[tuple[str, Left]]
    by_hand: ByHand
    came_later: list[Someone]
    lost: list[Someone]

    def count(self, *, state: str = "", change: str = "") -> int:
        """How many rows are in a state, or differ in a way."""
        return sum(state in ("", row.state) and change in ("", row.change) for row in self.rows)

    def without(self, role: str) -> list[Left]:
        """Who of a role is in no team."""
        return [left for theirs, left in self.unmatched if theirs == role]

    @property
    def teams(self) -> int:
        """How many mentees would get somebody."""
        return sum(self._joining(row) > 0 for row in self.rows)

    @property
    def places(self) -> int:
        """How many mentors would join, counted for each mentee."""
        return sum(self._joining(row) for row in self.rows)

    @staticmethod
    def _joining(row: Row) -> int:
        return sum(place.state == "proposed" for place in row.places)


def read_by_hand(work: Work, cycle: Cycle, roster: Roster) -> ByHand:
    """What was decided by hand about the people of a union."""
    people = roster.people
    return ByHand(
        [one for one in wishes(work, cycle) if one.mentee_id in people],
        [one for one in aparts(work, cycle) if one.one_id in people],
        roster,
    )


def read_draft(work: Work, cycle: Cycle, proposal: Proposal, roster: Roster) -> Draft:
    """The draft as it stands now, against the earlier one and against who waits today."""
    earlier = earlier_draft(work, proposal)
    mine, theirs = _suggestions(work, proposal, earlier)
    by_hand = read_by_hand(work, cycle, roster)
    before = None if earlier is None else _by_mentee(theirs)
    rows = _rows(roster, mine, before, by_hand.kinds)
    return Draft(
        proposal=proposal,
        earlier=earlier,
        rows=sorted(rows, key=lambda row: row.need),
        unmatched=[
            (one["role"], Left(roster.people[UUID(one["id"])], why_without(one)))
            for one in proposal.unmatched
            if UUID(one["id"]) in roster.people
        ],
        by_hand=by_hand,
        came_later=_came_later(proposal, mine, roster),
        lost=_lost(mine, before or {}, roster),
    )


def _suggestions(
    work: Work, proposal: Proposal, earlier: Proposal | None
) -> tuple[list[Suggestion], list[Suggestion]]:
    ids = [proposal.id, earlier.id] if earlier else [proposal.id]
    query = select(Suggestion).where(Suggestion.proposal_id.in_(ids)).order_by(Suggestion.position)
    found = list(work.session.scalars(query))
    mine = [one for one in found if one.proposal_id == proposal.id]
    return mine, [one for one in found if one.proposal_id != proposal.id]


def _rows(
    roster: Roster,
    mine: Iterable[Suggestion],
    before: Teams | None,
    kinds: Mapping[tuple[UUID, UUID], str],
) -> Iterable[Row]:
    by_mentee: dict[UUID, list[Place]] = {}
    for one in mine:
        if one.mentee_id in roster.people and one.mentor_id in roster.people:
            pair = (one.mentee_id, one.mentor_id)
            new = before is not None and one.mentor_id not in before.get(one.mentee_id, ())
            place = Place(one, roster.people[one.mentor_id], kinds.get(pair, ""), new)
            by_mentee.setdefault(one.mentee_id, []).append(place)
    for mentee_id, places in by_mentee.items():
        standing = roster.mentors_of(mentee_id)
        yield Row(
            mentee=roster.people[mentee_id],
            standing=tuple(roster.people[one] for one in standing if one in roster.people),
            places=tuple(places),
            other=_other(places, roster),
            change=_change(mentee_id, places, before),
        )


def _change(mentee_id: UUID, places: Iterable[Place], before: Teams | None) -> str:
    if before is None:
        return ""
    then, now = before.get(mentee_id, set()), {place.mentor.id for place in places}
    return "new" if not then else "same" if then == now else "changed"


def _other(places: Sequence[Place], roster: Roster) -> Other | None:
    stored: Mapping[str, Any] | None = places[0].suggestion.others.get("mentor")
    if not stored or UUID(stored["id"]) not in roster.people:
        return None
    weakest = min(place.suggestion.score for place in places)
    points = round(100 * stored["score"]) - round(100 * weakest)
    return Other(roster.people[UUID(stored["id"])], points)


def _came_later(proposal: Proposal, mine: Iterable[Suggestion], roster: Roster) -> list[Someone]:
    """Who waits or has room and was not there when the draft was made."""
    seen = {UUID(one["id"]) for one in proposal.unmatched}
    seen |= {one for pair in mine for one in (pair.mentee_id, pair.mentor_id)}
    return [one for one in (*roster.waiting(), *roster.with_room()) if one.id not in seen]


def _lost(mine: Iterable[Suggestion], before: Teams, roster: Roster) -> list[Someone]:
    """Mentees of the earlier draft who still have no mentor, and are not in this one."""
    now = {one.mentee_id for one in mine}
    return [one for one in roster.waiting() if one.id in before.keys() - now]


def _by_mentee(found: Iterable[Suggestion]) -> Teams:
    teams: Teams = {}
    for one in found:
        teams.setdefault(one.mentee_id, set()).add(one.mentor_id)
    return teams
