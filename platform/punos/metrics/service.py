"""Reading a cycle for its figures, once, so that all of them together cost one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from punos.metrics.participation import Participation, last_day_to_match, participation_of
from punos.metrics.reading import people_rows
from punos.programmes.models import Cycle
from punos.programmes.service import model_of, settings_of
from punos.surveys.api import WaveResponse, read_responses
from punos.work import Work


@dataclass(frozen=True)
class Cohort:
    """What the figures of a cycle are made from: those participations that the reader may see.

    `plans` are (held, planned) for each group that has a plan. `closed` says whether the cycle is.
    `mentoring` are the kinds of group in which mentoring happens; none when the programme has no such
    groups. `formed` is how many groups of these kinds there were, also those that have ended since.
    `match_by` is the last day on which a pair counts as found in time. Of a closed cycle,
    `mentors_again` of the `mentors_there` mentor in another cycle; None of one that goes on.
    `responses` says how many answered which survey, over all people of the cycle.
    """

    participations: tuple[Participation, ...]
    plans: tuple[tuple[int, int], ...]
    closed: bool
    mentoring: frozenset[str]
    formed: int
    match_by: date
    mentors_there: int | None = None
    mentors_again: int | None = None
    responses: tuple[WaveResponse, ...] = ()

    @property
    def started(self) -> list[Participation]:
        """The participations that the figures are about."""
        return [one for one in self.participations if one.started]


def cohort_of(work: Work, cycle: Cycle, *, mentoring: Collection[str] = ()) -> Cohort:
    """The cycle's participations, plans and seats, as far as the actor sees: one statement.

    `mentoring` names the kinds of group in which mentoring happens (the pair, the team): they have
    the plan of the programme model, and their hours are told apart from those of other meetings.
    """
    rows = people_rows(work, cycle, mentoring)
    completing = {state.name for state in model_of(work, cycle).states if state.completes}
    first = rows[0] if rows else None
    groups = {group_id: (unit, held) for row in rows for group_id, unit, held in row.held or ()}
    return Cohort(
        participations=tuple(participation_of(row, completing, cycle.closed_at) for row in rows),
        plans=tuple(_plans(work, cycle, list(groups.values()))),
        closed=cycle.state == "closed",
        mentoring=frozenset(mentoring),
        formed=len(groups),
        match_by=last_day_to_match(first.deadline if first else None, cycle.starts_on),
        mentors_there=first.mentors_there if first else None,
        mentors_again=first.mentors_again if first else None,
        responses=tuple(read_responses(first.responses)) if first else (),
    )


def _plans(
    work: Work, cycle: Cycle, groups: Sequence[tuple[str | None, int]]
) -> Iterator[tuple[int, int]]:
    """From the unit and the held meetings of each group."""
    plan = model_of(work, cycle).plan
    if plan is None:
        return
    settings = settings_of(work, cycle)
    planned = {unit: len(plan(settings, unit)) for unit, _held in groups}
    for unit, held in groups:
        yield held, planned[unit]
