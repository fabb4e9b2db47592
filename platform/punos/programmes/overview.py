"""A cycle at a glance: how many people and pairs there are of each kind, and how much was done.

Each reading is one statement over what the reader may see: whoever is limited to a unit reads of that
unit alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import WITHDRAWN
from punos.groups.gathering import gathers_groups
from punos.groups.models import Group, Membership
from punos.meetings.models import Meeting
from punos.metrics.background import said
from punos.outcomes.codes import EXIT, UNTOLD
from punos.outcomes.models import COUNTS, Outcome
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import model_of, settings_of
from punos.units.models import Unit
from punos.work import Work

SEVERAL = ""
"""What the members of a group have in common when they differ."""


class People(NamedTuple):
    """So many people who have the same in common; `taking_part` of them were accepted."""

    role: str
    city: str | None
    unit: dict[str, str] | None
    peer_type: str | None
    occupation: str | None
    applied: int
    taking_part: int


class Member(NamedTuple):
    """Somebody in a pair or group, by what pairs are counted by."""

    role: str
    city: str | None
    peer_type: str | None
    occupation: str | None


@dataclass(frozen=True)
class Grouped:
    """A pair or group with its members; `stands` unless it has ended before the cycle did."""

    id: UUID
    unit: dict[str, str] | None
    stands: bool
    held: int
    planned: int | None
    members: tuple[Member, ...]

    def common(self, roles: frozenset[str], of: Callable[[Member], str | None]) -> str | None:
        """What its members of these roles share; SEVERAL where they differ, None: nobody has said."""
        told = {value for one in self.members if one.role in roles and (value := of(one))}
        return told.pop() if len(told) == 1 else (SEVERAL if told else None)


def people_of(work: Work, cycle: Cycle) -> list[People]:
    """Everybody who applied or was put in, counted by what they have in common."""
    accepted = and_(Enrolment.state.in_(("active", "ended")), Enrolment.model_state != WITHDRAWN)
    query = (
        select(
            Enrolment.role,
            Person.city,
            Unit.names,
            said("peer_type").label("peer_type"),
            said("occupation").label("occupation"),
            func.count(),
            func.count().filter(accepted),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Unit, points_at(Enrolment.unit_id, Unit))
        .where(Enrolment.cycle_id == cycle.id)
        .group_by(Enrolment.role, Person.city, Unit.names, "peer_type", "occupation")
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read"))
    return [People(*row) for row in rows]


def groups_of_cycle(work: Work, cycle: Cycle) -> list[Grouped]:
    """Every pair or group that was formed, without those that gather others."""
    there = or_(Membership.left_on.is_(None), Group.state == "ended")
    query = (
        select(
            Group.id,
            Group.state,
            Unit.names,
            Unit.slug,
            _held().label("held"),
            Membership.role,
            Person.city,
            said("peer_type").label("peer_type"),
            said("occupation").label("occupation"),
        )
        .outerjoin(Unit, points_at(Group.unit_id, Unit))
        .outerjoin(Membership, and_(points_at(Membership.group_id, Group), there))
        .outerjoin(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .outerjoin(Person, points_at(Enrolment.person_id, Person))
        .where(Group.cycle_id == cycle.id, ~gathers_groups(work))
        .order_by(Group.id, Membership.id)
    )
    rows = work.session.execute(scope(work.actor, query, Group, "groups.read")).all()
    return _grouped(work, cycle, rows)


def _grouped(work: Work, cycle: Cycle, rows: Sequence[Any]) -> list[Grouped]:
    plan, settings = model_of(work, cycle).plan, settings_of(work, cycle)
    planned = {slug: len(plan(settings, slug)) for slug in {row.slug for row in rows} if plan}
    members: dict[UUID, list[Member]] = {}
    for row in rows:
        told = [Member(*row[5:])] if row.role else []
        members.setdefault(row.id, []).extend(told)
    return [
        Grouped(
            row.id,
            row.names,
            # Pairs have ended with a closed cycle, and it is told what it had.
            row.state == "active" or cycle.state == "closed",
            row.held,
            planned.get(row.slug),
            tuple(members[row.id]),
        )
        for row in {row.id: row for row in rows}.values()
    ]


def outcomes_known(work: Work, cycle: Cycle) -> tuple[int, int]:
    """Of how many participants it is known how they were at the end, and how many there are."""
    known = (
        select(Outcome.id)
        .where(
            points_at(Outcome.enrolment_id, Enrolment),
            Outcome.moment == EXIT,
            Outcome.state.in_(COUNTS),
            Outcome.code.not_in(UNTOLD),
        )
        .correlate(Enrolment)
        .exists()
    )
    query = select(func.count().filter(known), func.count()).where(
        Enrolment.cycle_id == cycle.id,
        Enrolment.role.in_(model_of(work, cycle).outcome_roles),
        Enrolment.state.in_(("active", "ended")),
        Enrolment.model_state != WITHDRAWN,
    )
    row = work.session.execute(
        scope(work.actor, query.select_from(Enrolment), Enrolment, "outcomes.read")
    ).one()
    return row[0], row[1]


def _held() -> Any:
    return (
        select(func.count())
        .select_from(Meeting)
        .where(points_at(Meeting.group_id, Group), Meeting.state == "held")
        .correlate(Group)
        .scalar_subquery()
    )
