"""Each cycle as one line: its phase now, its people and its pairs against the target."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select

from punos import clock
from punos.access import scope
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.programmes.models import Cycle, Phase
from punos.texts import pick
from punos.units.models import Unit
from punos.work import Work


class Count(NamedTuple):
    """So many people, and how many of them have no unit, in an association that has units."""

    people: int
    unplaced: int


Counts = dict[tuple[UUID, str, str], Count]
NOBODY = Count(0, 0)


def enrolment_counts(work: Work, cycles: Sequence[Cycle]) -> Counts:
    """How many enrolments by (cycle, role, core state), of those the reader may see."""
    nowhere = func.count().filter(Enrolment.unit_id.is_(None), select(Unit.id).exists())
    query = (
        select(Enrolment.cycle_id, Enrolment.role, Enrolment.state, func.count(), nowhere)
        .where(Enrolment.cycle_id.in_([cycle.id for cycle in cycles]))
        .group_by(Enrolment.cycle_id, Enrolment.role, Enrolment.state)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read"))
    return {(cycle_id, role, state): Count(*counted) for cycle_id, role, state, *counted in rows}


def cycle_lines(
    work: Work, cycles: Sequence[Cycle], phases: Sequence[Phase] | None = None
) -> list[dict[str, object]]:
    """Each cycle with its phase now and its pairs against the target: one statement for all.

    `phases` are the cycles' phases when they were read already.
    """
    # Pairs have ended with a closed cycle, and it is told what it had.
    closed = [cycle.id for cycle in cycles if cycle.state == "closed"]
    counted = or_(Group.state == "active", Group.cycle_id.in_(closed))
    query = (
        select(Group.cycle_id, func.count())
        .where(Group.cycle_id.in_([c.id for c in cycles]), counted)
        .group_by(Group.cycle_id)
    )
    rows = work.session.execute(scope(work.actor, query, Group, "groups.read"))
    groups = {cycle_id: count for cycle_id, count in rows}  # noqa: C416 (a row is no pair to mypy)
    # The target is the whole association's; beside the pairs of one unit it would say nothing true.
    whole = work.actor.units("groups.read") is None
    now = _by_cycle(work, _current_phases(work, cycles) if phases is None else phases)
    return [
        {
            "cycle": cycle,
            "name": pick(cycle.names, work.language),
            "phase": now.get(cycle.id),
            "groups": groups.get(cycle.id, 0),
            "target": cycle.targets.get("pairs") if whole else None,
        }
        for cycle in cycles
    ]


def _current_phases(work: Work, cycles: Sequence[Cycle]) -> Sequence[Phase]:
    day = clock.today()
    query = select(Phase).where(
        Phase.cycle_id.in_([c.id for c in cycles]),
        Phase.planned_from <= day,
        Phase.planned_until >= day,
    )
    return work.session.scalars(query.order_by(Phase.position)).all()


def _by_cycle(work: Work, phases: Sequence[Phase]) -> dict[object, object]:
    day = clock.today()
    return {
        phase.cycle_id: pick(phase.names, work.language)
        for phase in phases
        if phase.planned_from <= day <= phase.planned_until
    }
