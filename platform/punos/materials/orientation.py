"""Who of a pair or group has gone through what has to be read before the first meeting, for staff."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.models import Group, Membership
from punos.i18n import _staff_l
from punos.materials.models import Material, MaterialRead
from punos.materials.reading import in_time
from punos.people.models import Person
from punos.work import Work


class Oriented(NamedTuple):
    """A member, how much there is for them to read, and how much of it they have."""

    name: str
    required: int
    read: int


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """For staff, where something has to be read; a member sees on their own page what is left."""
    if enrolment is not None or group.state != "active":
        return ()
    members = orientation_of(work, group)
    if not members:
        return ()
    known = {"members": members}
    return (
        Panel(_staff_l("Orientation"), "materials/_orientation.html", "groups.read", known, 85),
    )


def orientation_of(work: Work, group: Group) -> list[Oriented]:
    """Everybody in a group for whom there is something to read, in the order they joined: one statement."""
    mark = and_(
        points_at(MaterialRead.material_id, Material), MaterialRead.enrolment_id == Enrolment.id
    )
    query = (
        select(
            func.concat_ws(" ", Person.given_name, Person.family_name),
            func.count(Material.id),
            func.count(MaterialRead.id),
        )
        .select_from(Membership)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Material, _is_for(group))
        .outerjoin(MaterialRead, mark)
        .where(Membership.group_id == group.id, Membership.left_on.is_(None), in_time(Enrolment))
        .group_by(Membership.id, Person.given_name, Person.family_name)
        .order_by(Membership.id)
    )
    return [Oriented(*row) for row in work.session.execute(query)]


def _is_for(group: Group) -> Any:
    """In a query over Enrolment: whether a material has to be read by them."""
    return and_(
        Material.tenant_id == Enrolment.tenant_id,
        Material.programme_id == group.cycle.programme_id,
        Material.required,
        Material.withdrawn_at.is_(None),
        or_(Material.cycle_id.is_(None), Material.cycle_id == Enrolment.cycle_id),
        or_(Material.role.is_(None), Material.role == Enrolment.role),
    )
