"""Reading a cycle for its figures, once, so that all of them together cost one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from punos.metrics.reading import people_rows
from punos.programmes.models import Cycle
from punos.programmes.service import model_of, settings_of
from punos.work import Work

WORK_OR_STUDY = "work_or_study"
"""The reason of those who leave early since they found work or a place to study."""


@dataclass(frozen=True)
class Participation:
    """One person's part in a cycle, as far as the figures ask.

    `started`: present at a held meeting of a group or of the cycle that is no open event. `attended` of
    `expected` meetings were not mentoring. `mentors` is how many they have now, or had when the cycle
    closed. `entry` and `exit` are the codes of outcomes that stand for that moment.
    """

    person_id: UUID
    started: bool
    completed: bool
    left_for_work_or_study: bool
    mentoring_minutes: int
    group_minutes: int
    attended: int
    expected: int
    mentors: int
    entry: frozenset[str]
    exit: frozenset[str]


@dataclass(frozen=True)
class Cohort:
    """What the figures of a cycle are made from: those participations that the reader may see.

    `plans` are (held, planned) for each group that has a plan. `closed` says whether the cycle is.
    `mentoring` are the kinds of group in which mentoring happens; none when the programme has no such
    groups. `formed` is how many groups of these kinds there were, also those that have ended since.
    """

    participations: tuple[Participation, ...]
    plans: tuple[tuple[int, int], ...]
    closed: bool
    mentoring: frozenset[str]
    formed: int

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
    groups = {group_id: (unit, held) for row in rows for group_id, unit, held in row.held or ()}
    return Cohort(
        participations=tuple(_participation(row, completing) for row in rows),
        plans=tuple(_plans(work, cycle, list(groups.values()))),
        closed=cycle.state == "closed",
        mentoring=frozenset(mentoring),
        formed=len(groups),
    )


def _participation(row: Any, completing: Collection[str]) -> Participation:
    completed = row.model_state in completing
    return Participation(
        person_id=row.person_id,
        started=row.mentoring_minutes + row.group_minutes > 0,
        completed=completed,
        left_for_work_or_study=not completed and row.end_reason == WORK_OR_STUDY,
        mentoring_minutes=row.mentoring_minutes,
        group_minutes=row.group_minutes,
        attended=row.attended,
        expected=row.marked + row.missed_in_groups + row.missed_in_cycle,
        mentors=row.mentors,
        entry=frozenset(row.entry or ()),
        exit=frozenset(row.exit or ()),
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
