"""Where matching stands in each union of a cycle: for the overview, and for the cycle's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, func, select

from punos.plugin import (
    Cycle,
    Proposal,
    Suggestion,
    Unit,
    Work,
    pick,
    points_at,
    settings_of,
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
    """The unions in which the reader may match, in their order: three statements."""
    roster = read_roster(work, cycle)
    return [_line(work, unit, roster.within(unit.id), draft) for unit, draft in _units(work, cycle)]


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


def _units(work: Work, cycle: Cycle) -> list[tuple[Unit, OpenDraft | None]]:
    """Each union with what is proposed in it just now."""
    chosen = Suggestion.state == "proposed"
    is_open = and_(
        points_at(Proposal.unit_id, Unit),
        Proposal.cycle_id == cycle.id,
        Proposal.state.in_(("working", "draft")),
    )
    query = (
        select(
            Unit,
            Proposal.id,
            Proposal.state,
            func.count(case((chosen, Suggestion.id))),
            func.count(case((chosen, Suggestion.mentee_id)).distinct()),
        )
        .outerjoin(Proposal, is_open)
        .outerjoin(Suggestion, points_at(Suggestion.proposal_id, Proposal))
        .group_by(Unit.tenant_id, Unit.id, Proposal.tenant_id, Proposal.id, Proposal.state)
        .order_by(Unit.position, Unit.slug)
    )
    allowed = work.actor.units(MATCH)
    if allowed is not None:
        query = query.where(Unit.id.in_(allowed))
    rows = work.session.execute(query)
    return [(row.Unit, OpenDraft(*row[1:]) if row[1] else None) for row in rows]
