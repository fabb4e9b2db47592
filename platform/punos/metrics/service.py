"""Reading a cycle for its figures, once, so that all of them together cost two statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from punos.metrics.reading import held_by_unit, people_rows
from punos.programmes.models import Cycle
from punos.programmes.service import model_of, settings_of
from punos.work import Work

WORK_OR_STUDY = "work_or_study"
"""The reason of those who leave early since they found work or a place to study."""


@dataclass(frozen=True)
class Participation:
    """One person's part in a cycle, as far as the figures ask.

    `started`: present at a held meeting of a group or of the cycle that is no open event. `mentors` is
    how many they have now, or had when the cycle closed. `entry` and `exit` are the codes of outcomes
    that stand for that moment.
    """

    person_id: UUID
    started: bool
    completed: bool
    left_for_work_or_study: bool
    mentoring_minutes: int
    group_minutes: int
    mentors: int
    entry: frozenset[str]
    exit: frozenset[str]


@dataclass(frozen=True)
class Cohort:
    """What the figures of a cycle are made from: those participations that the reader may see.

    `plans` are (held, planned) for each group that has a plan; `seats` are those at group meetings,
    (attended, expected). `closed` says whether the cycle is. `mentoring` are the kinds of group in
    which mentoring happens; none when the programme has no such groups.
    """

    participations: tuple[Participation, ...]
    plans: tuple[tuple[int, int], ...]
    seats: tuple[int, int]
    closed: bool
    mentoring: frozenset[str]

    @property
    def started(self) -> list[Participation]:
        """The participations that the figures are about."""
        return [one for one in self.participations if one.started]


def cohort_of(work: Work, cycle: Cycle, *, mentoring: Collection[str] = ()) -> Cohort:
    """The cycle's participations, plans and seats, as far as the actor sees: two statements.

    `mentoring` names the kinds of group in which mentoring happens (the pair, the team): they have
    the plan of the programme model, and their hours are told apart from those of other meetings.
    """
    rows = people_rows(work, cycle, mentoring)
    completing = {state.name for state in model_of(work, cycle).states if state.completes}
    return Cohort(
        participations=tuple(_participation(row, completing) for row in rows),
        plans=tuple(_plans(work, cycle, mentoring)),
        seats=(rows[0].seats[0], rows[0].seats[1]) if rows else (0, 0),
        closed=cycle.state == "closed",
        mentoring=frozenset(mentoring),
    )


def _participation(row: Any, completing: Collection[str]) -> Participation:
    mentoring, others = row.mentoring_minutes or 0, row.group_minutes or 0
    completed = row.model_state in completing
    return Participation(
        person_id=row.person_id,
        started=mentoring + others > 0,
        completed=completed,
        left_for_work_or_study=not completed and row.end_reason == WORK_OR_STUDY,
        mentoring_minutes=mentoring,
        group_minutes=others,
        mentors=row.mentors,
        entry=frozenset(row.entry or ()),
        exit=frozenset(row.exit or ()),
    )


def _plans(work: Work, cycle: Cycle, mentoring: Collection[str]) -> Iterator[tuple[int, int]]:
    plan = model_of(work, cycle).plan
    if plan is None or not mentoring:
        return
    settings, planned = settings_of(work, cycle), {}
    for unit, held in held_by_unit(work, cycle, mentoring):
        if unit not in planned:
            planned[unit] = len(plan(settings, unit))
        yield held, planned[unit]
