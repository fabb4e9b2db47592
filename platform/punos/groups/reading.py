"""Groups as pages read them: with their cycle and its settings, in one statement; within a scope."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased, joinedload, with_expression

from punos.access import scope
from punos.care.beside import standing
from punos.db import points_at
from punos.employers.models import Employer, EmployerVisit
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group, GroupGoal, Membership
from punos.i18n import _staff_l
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work

NOBODY = _staff_l("Nobody at the moment")
Groups = TypeVar("Groups", bound=Select[Any])


class Member(NamedTuple):
    """A person in a group, or one who was in it; `unit_id` is where they belong now."""

    Person: Person
    Membership: Membership
    unit_id: UUID | None

    @property
    def is_in(self) -> bool:
        """Whether they are in it now."""
        return self.Membership.left_on is None


def with_cycle(query: Groups) -> Groups:
    """A query over groups that brings what nearly every page about one asks for."""
    return query.options(*group_options())


def group_options() -> tuple[Any, ...]:
    """What brings it: the cycle with its programme and settings, the unit, and what Group says of itself."""
    cycle = joinedload(Group.cycle)
    return (
        cycle.joinedload(Cycle.programme),
        cycle.joinedload(Cycle.version),
        joinedload(Group.unit),
        with_expression(Group.aims, _aims()),
        with_expression(Group.present_roles, _present_roles()),
        with_expression(Group.care, standing()),
        with_expression(Group.visits, _visits()),
    )


def _aims() -> Any:
    """The aims of a group that were not given up, the oldest first."""
    columns = ("source", GroupGoal.source, "text", GroupGoal.text, "state", GroupGoal.state)
    told = func.jsonb_build_object(*columns, type_=JSONB)
    every = func.jsonb_agg(aggregate_order_by(told, GroupGoal.id), type_=JSONB)
    return (
        select(func.coalesce(every, literal([], JSONB)))
        .where(points_at(GroupGoal.group_id, Group), GroupGoal.state != "dropped")
        .correlate(Group)
        .scalar_subquery()
    )


def _present_roles() -> Any:
    """The roles of those who are in a group now."""
    inside = aliased(Membership)
    every = func.jsonb_agg(inside.role.distinct(), type_=JSONB)
    return (
        select(func.coalesce(every, literal([], JSONB)))
        .where(points_at(inside.group_id, Group), inside.left_on.is_(None))
        .correlate(Group)
        .scalar_subquery()
    )


def _visits() -> Any:
    """The visits of whoever is in a group, the newest first, without those that came to nothing."""
    told = func.jsonb_build_object(
        "id",
        EmployerVisit.id,
        "kind",
        EmployerVisit.kind,
        "state",
        EmployerVisit.state,
        "day",
        EmployerVisit.visited_on,
        "place",
        func.coalesce(Employer.name, EmployerVisit.employer_name),
        type_=JSONB,
    )
    every = func.jsonb_agg(aggregate_order_by(told, EmployerVisit.id.desc()), type_=JSONB)
    return (
        select(func.coalesce(every, literal([], JSONB)))
        .select_from(EmployerVisit)
        .join(
            Membership,
            and_(
                Membership.tenant_id == EmployerVisit.tenant_id,
                Membership.enrolment_id == EmployerVisit.enrolment_id,
            ),
        )
        .outerjoin(Employer, points_at(EmployerVisit.employer_id, Employer))
        .where(
            points_at(Membership.group_id, Group),
            Membership.left_on.is_(None),
            EmployerVisit.state != "cancelled",
        )
        .correlate(Group)
        .scalar_subquery()
    )


def visible_group(work: Work, group_id: UUID, permission: str) -> Group:
    """The group, for somebody who holds the permission for its unit. Raises Absent."""
    query = scope(work.actor, select(Group).where(Group.id == group_id), Group, permission)
    found = work.session.scalars(with_cycle(query)).one_or_none()
    if found is None:
        raise Absent
    return found


def members_of(work: Work, group: Group) -> list[Member]:
    """Everybody who is or was in the group, in the order they were added."""
    query = (
        select(Person, Membership, Enrolment.unit_id)
        .join(Enrolment, points_at(Enrolment.person_id, Person))
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .where(Membership.group_id == group.id)
        .order_by(Membership.id)
    )
    return [Member(*row) for row in work.session.execute(query)]


def title_of(group: Group, members: Sequence[Member]) -> str:
    """What staff call the group: its name, else those who are in it, or were when it ended."""
    here = [member for member in members if member.is_in] or members
    return group.name or " – ".join(member.Person.full_name for member in here) or str(NOBODY)
