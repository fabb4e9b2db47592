"""Who took part: applied and accepted by role and city, who brought whom, and the partners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import WITHDRAWN
from punos.extend import ReportSection, ReportTable
from punos.groups.models import Group, Membership
from punos.i18n import _staff
from punos.partners.brought import brought
from punos.partners.models import CyclePartner, Partner
from punos.partners.roles import role_in_words
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.work import Work

PEOPLE, PARTNERS = 10, 80


def sections(work: Work, cycles: Sequence[Cycle], _audience: str) -> Sequence[ReportSection]:
    """People by role and city; and partners with whom they brought."""
    found = [_people(work, cycles)]
    partners = [one for one in (_brought(work, cycles), _partners(work, cycles)) if one]
    if partners:
        found.append(ReportSection("partners", _staff("Partners"), tables=partners, order=PARTNERS))
    return found


def _people(work: Work, cycles: Sequence[Cycle]) -> ReportSection:
    roles = model_of(work, cycles[0]).roles
    took_part = Enrolment.state.in_(("active", "ended")) & (Enrolment.model_state != WITHDRAWN)
    in_group = (
        select(Membership.id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(points_at(Membership.enrolment_id, Enrolment))
        .correlate(Enrolment)
        .exists()
    )
    query = (
        select(
            Enrolment.role,
            Person.city,
            func.count(),
            func.count().filter(took_part),
            func.count().filter(in_group),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id.in_([one.id for one in cycles]))
        .group_by(Enrolment.role, Person.city)
    )
    rows = work.session.execute(query).all()
    headings = [_staff("Applied"), _staff("Accepted"), _staff("In a pair or group")]
    by_role = _summed(rows, lambda row: str(roles.get(row[0], row[0])))
    by_city = _summed(
        [row for row in rows if row[0] in model_of(work, cycles[0]).outcome_roles],
        lambda row: row[1] or _staff("Not told"),
    )
    return ReportSection(
        "people",
        _staff("People"),
        tables=[
            ReportTable(_staff("By role"), [_staff("Role"), *headings], by_role),
            ReportTable(_staff("Participants by city"), [_staff("City"), *headings], by_city),
        ],
        order=PEOPLE,
    )


def _summed(rows: Sequence[Any], key: Any) -> list[list[Any]]:
    sums: dict[str, list[int]] = {}
    for row in rows:
        line = sums.setdefault(key(row), [0, 0, 0])
        for at in range(3):
            line[at] += row[2 + at]
    return [[name, *numbers] for name, numbers in sorted(sums.items(), key=_most_first)]


def _most_first(item: tuple[str, list[int]]) -> tuple[int, str]:
    return -item[1][0], item[0]


def _brought(work: Work, cycles: Sequence[Cycle]) -> ReportTable | None:
    rows = [
        [
            one.partner or (one.unit.value if one.unit else _staff("Without a unit")),
            str(one.role),
            one.applied,
            one.accepted,
            one.grouped,
        ]
        for cycle in cycles
        for one in brought(work, cycle)
    ]
    headings = [
        _staff("By whom"),
        _staff("Role"),
        _staff("Applied"),
        _staff("Accepted"),
        _staff("In a pair or group"),
    ]
    return ReportTable(_staff("Who brought whom"), headings, rows) if rows else None


def _partners(work: Work, cycles: Sequence[Cycle]) -> ReportTable | None:
    query = (
        select(Partner.name, CyclePartner.role)
        .join(CyclePartner, points_at(CyclePartner.partner_id, Partner))
        .where(CyclePartner.cycle_id.in_([one.id for one in cycles]))
        .distinct()
        .order_by(Partner.name, CyclePartner.role)
    )
    rows = [[name, str(role_in_words(role))] for name, role in work.session.execute(query)]
    headings = [_staff("Partner"), _staff("What they did")]
    return ReportTable(_staff("Partners and their parts"), headings, rows) if rows else None
