"""Where matching stands in each union of a cycle: for the overview, and for the cycle's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select

from punos.plugin import (
    Cycle,
    Proposal,
    Suggestion,
    Unit,
    Work,
    pick,
    points_at,
    scope,
    settings_of,
    units,
)
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.standing import Roster, read_roster


class OpenDraft(NamedTuple):
    """A proposal that is worked on: how many mentors it would bring to how many mentees."""

    id: UUID
    state: str
    places: int
    mentees: int


@dataclass(frozen=True)
class Line:
    """One union; the counts are of those who take part."""

    unit: Unit
    name: Any
    waiting: int
    lost: int
    room: int
    teams: tuple[int, int, int]
    proposal: OpenDraft | None

    @property
    def ready(self) -> bool:
        """Whether there is something to publish."""
        draft = self.proposal
        return draft is not None and draft.state == "draft" and draft.places > 0

    @property
    def people(self) -> bool:
        """Whether there is anybody to be matched, or who was."""
        return bool(self.waiting or self.room or sum(self.teams))


def read_unions(work: Work, cycle: Cycle) -> list[Line]:
    """The unions in which the reader may match, in their order: four statements."""
    allowed = work.actor.units(MATCH)
    found = [unit for unit in units(work) if allowed is None or unit.id in allowed]
    roster, drafts = read_roster(work, cycle), _open_drafts(work, cycle)
    return [_line(work, unit, roster.within(unit.id), drafts.get(unit.id)) for unit in found]


def unknown_unions(work: Work, cycle: Cycle, lines: list[Line]) -> list[str]:
    """Unions of the settings that are no unit here: nobody can be placed in them."""
    return sorted(settings_of(work, cycle)["unions"].keys() - {line.unit.slug for line in lines})


def _line(work: Work, unit: Unit, roster: Roster, draft: OpenDraft | None) -> Line:
    sizes = [len(team.mentors) for team in roster.teams.values()]
    return Line(
        unit=unit,
        name=pick(unit.names, work.language),
        waiting=len(roster.waiting()),
        lost=len(roster.lost()),
        room=len(roster.with_room()),
        teams=(sum(size > 1 for size in sizes), sizes.count(1), sizes.count(0)),
        proposal=draft,
    )


def _open_drafts(work: Work, cycle: Cycle) -> dict[UUID | None, OpenDraft]:
    chosen = Suggestion.state == "proposed"
    query = (
        select(
            Proposal.unit_id,
            Proposal.id,
            Proposal.state,
            func.count(case((chosen, Suggestion.id))),
            func.count(case((chosen, Suggestion.mentee_id)).distinct()),
        )
        .outerjoin(Suggestion, points_at(Suggestion.proposal_id, Proposal))
        .where(Proposal.cycle_id == cycle.id, Proposal.state.in_(("working", "draft")))
        .group_by(Proposal.unit_id, Proposal.id, Proposal.state)
    )
    rows = work.session.execute(scope(work.actor, query, Proposal, MATCH))
    return {row[0]: OpenDraft(*row[1:]) for row in rows}
