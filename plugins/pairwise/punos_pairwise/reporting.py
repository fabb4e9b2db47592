"""What a report to a funder tells of pairs: how many there are in each city and unit, and how they went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    Cycle,
    Enrolment,
    Group,
    Membership,
    Person,
    ReportSection,
    ReportTable,
    Unit,
    Work,
    held_counts,
    pick,
    points_at,
)
from punos_pairwise.model import CIRCLE, PAIR, PAIRWISE
from punos_pairwise.texts import _staff

ORDER = 20


def sections(work: Work, cycles: Sequence[Cycle]) -> Sequence[ReportSection]:
    """Nothing for a programme of another model, nor where there were no pairs."""
    if not cycles or cycles[0].programme.model != PAIRWISE.name:
        return ()
    rows = _pairs(work, cycles)
    if not rows:
        return ()
    held = held_counts(work, [row.id for row in rows])
    tables = [
        _table(_staff("Pairs by city"), _staff("City"), rows, held, _city),
        _table(_staff("Pairs by unit"), _staff("Unit"), rows, held, lambda row: _unit(work, row)),
    ]
    if all(row.names is None for row in rows):
        tables.pop()
    return (
        ReportSection(
            "pairs", _staff("Pairs"), tables=[*tables, *_circles(work, cycles)], order=ORDER
        ),
    )


def _pairs(work: Work, cycles: Sequence[Cycle]) -> Sequence[Any]:
    """Every pair that was formed, with its mentee's city: one statement."""
    query = (
        select(Group.id, Group.state, Person.city, Unit.names)
        .join(Membership, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Unit, points_at(Enrolment.unit_id, Unit))
        .where(
            Group.cycle_id.in_([one.id for one in cycles]),
            Group.kind == PAIR,
            Membership.role == MENTEE,
        )
        .order_by(Group.id)
    )
    return work.session.execute(query).all()


def _table(
    title: str, what: str, rows: Sequence[Any], held: dict[Any, int], key: Any
) -> ReportTable:
    sums: dict[str, list[int]] = {}
    for row in rows:
        line = sums.setdefault(key(row), [0, 0])
        line[0] += 1
        line[1] += held.get(row.id, 0)
    lines = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    headings = [what, _staff("Pairs"), _staff("Their meetings")]
    return ReportTable(title, headings, [[name, *numbers] for name, numbers in lines])


def _city(row: Any) -> str:
    return row.city or _staff("Not told")


def _unit(work: Work, row: Any) -> str:
    return pick(row.names, work.language).value if row.names else _staff("Without a unit")


def _circles(work: Work, cycles: Sequence[Cycle]) -> list[ReportTable]:
    """Circles with how often they met, where there are any."""
    query = select(Group.id, Group.name).where(
        Group.cycle_id.in_([one.id for one in cycles]), Group.kind == CIRCLE
    )
    circles = work.session.execute(query.order_by(Group.name, Group.id)).all()
    if not circles:
        return []
    held = held_counts(work, [one.id for one in circles])
    rows = [[one.name or "", held.get(one.id, 0)] for one in circles]
    headings = [_staff("Circle"), _staff("Group meetings")]
    return [ReportTable(_staff("Circles of pairs"), headings, rows)]
