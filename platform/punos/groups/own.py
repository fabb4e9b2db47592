"""Finding the reader's own place in a group, be it by their account or by their link."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group, Membership
from punos.people.models import Person
from punos.work import Work


@dataclass(frozen=True)
class Companion:
    """Another member of the group, as the reader may see them."""

    name: str
    role: str
    email: str | None
    phone: str | None
    city: str | None


def own_memberships(work: Work) -> list[Membership]:
    """The memberships of whoever acts, the newest first. A link holds one, an account all of its own."""
    query = (
        select(Membership)
        .join(
            Enrolment,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .where(Enrolment.person_id == work.actor.person_id, Membership.left_on.is_(None))
        .order_by(Membership.id.desc())
    )
    if work.actor.kind == "link":
        query = query.where(Membership.id == work.actor.subject_id)
    if work.actor.person_id is None:
        return []
    return list(work.session.scalars(query))


def own_membership(work: Work, membership_id: UUID | None = None) -> Membership:
    """One's own membership; without an id the only or newest one. Raises Absent for another's."""
    for membership in own_memberships(work):
        if membership_id in (None, membership.id):
            return membership
    raise Absent


def has_applied(work: Work) -> bool:
    """Whether there is an application of whoever acts."""
    if work.actor.person_id is None:
        return False
    query = select(Enrolment.id).where(Enrolment.person_id == work.actor.person_id)
    return work.session.scalars(query.limit(1)).first() is not None


def companions(work: Work, membership: Membership) -> list[Companion]:
    """The others in the group, in the order they joined."""
    query = (
        select(Person, Membership.role)
        .join(
            Enrolment,
            points_at(Enrolment.person_id, Person),
        )
        .join(
            Membership,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .where(
            Membership.group_id == membership.group_id,
            Membership.id != membership.id,
            Membership.left_on.is_(None),
        )
        .order_by(Membership.id)
    )
    return [
        Companion(person.full_name, role, person.email, person.phone, person.city)
        for person, role in work.session.execute(query)
    ]


def group_of(work: Work, membership: Membership) -> Group:
    """The group of a membership."""
    return work.session.scalars(select(Group).where(Group.id == membership.group_id)).one()
