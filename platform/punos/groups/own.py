"""Finding the reader's own place in a group, be it by their account or by their link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from punos.db import points_at
from punos.enrolments.answers import for_group
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group, Membership
from punos.groups.reading import group_options
from punos.people.models import Person
from punos.programmes.model import GroupKind
from punos.programmes.service import model_of
from punos.work import Work


@dataclass(frozen=True)
class Companion:
    """Another member of the group, as the reader may see them."""

    enrolment_id: UUID
    name: str
    role: str
    email: str | None
    phone: str | None
    city: str | None
    links: Sequence[str] = ()
    """Addresses on the web that they show to those in their pair or team alone, while it stands."""


@dataclass(frozen=True)
class Place:
    """The reader's own membership, its group, and the others in it in the order they joined.

    In a group that is not led by its members, as many do not know each other, nobody is shown.
    """

    membership: Membership
    group: Group
    kind: GroupKind
    companions: list[Companion]


def own_places(work: Work) -> list[Place]:
    """The places of whoever acts, the newest first. A link holds one, an account all of its own."""
    memberships = _own_memberships(work)
    if not memberships:
        return []
    others = _companions(work, memberships)
    return [_place(work, one, one.group, others) for one in memberships]


def own_place(work: Work, membership_id: UUID | None = None) -> Place:
    """One's own place; without an id the only or newest one. Raises Absent for another's."""
    for place in own_places(work):
        if membership_id in (None, place.membership.id):
            return place
    raise Absent


def own_place_in(work: Work, group_id: UUID) -> Place:
    """One's own place in a group. Raises Absent for a group of others."""
    for place in own_places(work):
        if place.group.id == group_id:
            return place
    raise Absent


def has_applied(work: Work) -> bool:
    """Whether there is an application of whoever acts."""
    if work.actor.person_id is None:
        return False
    query = select(Enrolment.id).where(Enrolment.person_id == work.actor.person_id)
    return work.session.scalars(query.limit(1)).first() is not None


def _place(
    work: Work, own: Membership, group: Group, others: Mapping[UUID, list[Companion]]
) -> Place:
    kind = model_of(work, group.cycle).group_kind(group.kind)
    known = others.get(group.id, []) if kind.self_led else []
    if group.state != "active":
        known = [replace(one, links=()) for one in known]
    return Place(own, group, kind, known)


def _own_memberships(work: Work) -> list[Membership]:
    if work.actor.person_id is None:
        return []
    query = (
        select(Membership)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Group, points_at(Membership.group_id, Group))
        .options(
            contains_eager(Membership.enrolment),
            contains_eager(Membership.group).options(*group_options()),
        )
        .where(Enrolment.person_id == work.actor.person_id, Membership.left_on.is_(None))
        .order_by(Membership.id.desc())
    )
    if work.actor.kind == "link":
        query = query.where(Membership.id == work.actor.subject_id)
    return list(work.session.scalars(query))


def _companions(work: Work, own: Sequence[Membership]) -> dict[UUID, list[Companion]]:
    """The others in these groups, by group. Nobody of another group is among them."""
    query = (
        select(Person, Membership, Enrolment.answers)
        .join(Enrolment, points_at(Enrolment.person_id, Person))
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .where(
            Membership.group_id.in_([one.group_id for one in own]),
            Membership.id.not_in([one.id for one in own]),
            Membership.left_on.is_(None),
        )
        .order_by(Membership.id)
    )
    found: dict[UUID, list[Companion]] = {}
    for person, their, answers in work.session.execute(query):
        found.setdefault(their.group_id, []).append(
            Companion(
                their.enrolment_id,
                person.full_name,
                their.role,
                person.email,
                person.phone,
                person.city,
                for_group(work, answers),
            )
        )
    return found
