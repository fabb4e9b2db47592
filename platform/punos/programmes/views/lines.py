"""Each cycle as one line: its phase now, its people and its pairs against the target."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, case, func, or_, select

from punos import clock
from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import decisions
from punos.groups.gathering import gathers_groups
from punos.groups.models import Group
from punos.programmes.models import Cycle, Phase
from punos.programmes.service import programme_models
from punos.texts import pick
from punos.units.models import Unit
from punos.work import Work


class Count(NamedTuple):
    """So many people, and how many of them have no unit, in an association that has units."""

    people: int
    unplaced: int
    more: tuple[int, ...] = ()
    """What else was counted of them, in the order in which it was asked."""


Counts = dict[tuple[UUID, str, str], Count]
"""By cycle, role and core state; "listed" are those candidates who are on a waiting list already."""
NOBODY = Count(0, 0)


def enrolment_counts(
    work: Work, cycles: Sequence[Cycle], more: Sequence[ColumnElement[int]] = ()
) -> Counts:
    """How many enrolments there are of those the reader may see, and `more` of each."""
    nowhere = func.count().filter(Enrolment.unit_id.is_(None), select(Unit.id).exists())
    query = (
        select(Enrolment.cycle_id, Enrolment.role, _stands(work), func.count(), nowhere, *more)
        .where(Enrolment.cycle_id.in_([cycle.id for cycle in cycles]))
        .group_by(Enrolment.cycle_id, Enrolment.role, "stands")
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read"))
    return {
        (cycle_id, role, state): Count(people, unplaced, tuple(rest))
        for cycle_id, role, state, people, unplaced, *rest in rows
    }


def _stands(work: Work) -> ColumnElement[str]:
    models = programme_models(work.registry).values()
    listed = {name for model in models for name in decisions(model, "waiting")}
    return case((Enrolment.model_state.in_(listed), "listed"), else_=Enrolment.state).label(
        "stands"
    )


def cycle_lines(work: Work, cycles: Sequence[Cycle]) -> list[dict[str, object]]:
    """Each cycle with its phase now and its pairs against the target: one statement for all."""
    query = select(Cycle.id, _groups(work), _phase_now()).where(
        Cycle.id.in_([cycle.id for cycle in cycles])
    )
    found = {cycle_id: (groups, names) for cycle_id, groups, names in work.session.execute(query)}
    # The target is the whole association's; beside the pairs of one unit it would say nothing true.
    whole = work.actor.units("groups.read") is None
    return [_line(work, cycle, *found[cycle.id], whole=whole) for cycle in cycles]


def _line(
    work: Work, cycle: Cycle, groups: int, phase: Mapping[str, str] | None, *, whole: bool
) -> dict[str, object]:
    return {
        "cycle": cycle,
        "name": pick(cycle.names, work.language),
        "phase": pick(phase, work.language) if phase else None,
        "groups": groups,
        "target": cycle.targets.get("pairs") if whole else None,
    }


def _groups(work: Work) -> ScalarSelect[int]:
    # Pairs have ended with a closed cycle, and it is told what it had.
    counted = or_(Group.state == "active", Cycle.state == "closed")
    query = (
        select(func.count())
        .select_from(Group)
        .where(points_at(Group.cycle_id, Cycle), counted, ~gathers_groups(work))
    )
    seen = scope(work.actor, query, Group, "groups.read")
    return seen.correlate(Cycle).scalar_subquery()


def _phase_now() -> ScalarSelect[dict[str, str]]:
    day = clock.today()
    query = (
        select(Phase.names)
        .where(
            points_at(Phase.cycle_id, Cycle),
            Phase.planned_from <= day,
            Phase.planned_until >= day,
        )
        .order_by(Phase.position.desc(), Phase.id)
        .limit(1)
    )
    return query.correlate(Cycle).scalar_subquery()
