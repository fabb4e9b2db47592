"""Verbs about groups."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.groups.models import Group, Membership
from punos.i18n import _
from punos.programmes.model import GroupKind
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of
from punos.work import Work


def activate_group(
    work: Work,
    cycle: Cycle,
    kind: str,
    members: Iterable[Enrolment],
    *,
    parent: Group | None = None,
    name: str | None = None,
) -> Group:
    """Let enrolments meet as a group from now on.

    Raises Refused when one of them is already in such a group and its role allows only one: the
    database decides, so it holds also when two people do this at the same moment.
    """
    group_kind = model_of(work, cycle).group_kind(kind)
    members = list(members)
    group = Group(
        cycle_id=cycle.id,
        parent_id=parent.id if parent else None,
        unit_id=_common_unit(members),
        kind=kind,
        name=name,
        state="active",
        activated_at=clock.now(),
    )
    work.session.add(group)
    for enrolment in members:
        work.session.add(_membership(group, enrolment, group_kind))
    _place(work)
    record_event(work, "group.activated", group, data={"kind": kind})
    audit(work, "group.activated", "group", group.id)
    return group


def end_group(work: Work, group_id: UUID, reason: str) -> Group:
    """End a group, the groups within it and their memberships. Ending it again changes nothing.

    Groups that are only gathered in it, as pairs are in a circle, go on by themselves. The cycle is
    held first, as for every step of an enrolment, since plugins may take members on.
    """
    group = _held(work, group_id)
    if group.state == "ended":
        return group
    _end_within(work, group, reason)
    group.state = "ended"
    group.ended_at = clock.now()
    group.end_reason = reason
    leaving = memberships(work, group.id)
    for membership in leaving:
        membership.left_on = clock.today()
    work.session.flush()
    event = record_event(work, "group.ended", group, data={"reason": reason})
    audit(work, "group.ended", "group", group.id)
    members = [membership.enrolment for membership in leaving]
    work.hooks.on("group_ended", group=group, members=members, event=event)
    return group


def add_member(work: Work, group: Group, enrolment: Enrolment) -> Membership:
    """Let somebody join a group that stands, again perhaps. Who is in it already, stays in it.

    Raises Refused when the group has ended, or when they are in such a group already and their role
    allows only one: the database decides, as in `activate_group`. Raises Absent for a group of a kind
    that is not open, and for somebody of another cycle. The cycle is held first, then the group. With
    somebody of another unit it is no unit's any more.
    """
    group = _held(work, group.id)
    kind = model_of(work, group.cycle).group_kind(group.kind)
    if not kind.open or enrolment.cycle_id != group.cycle_id:
        raise Absent
    if group.state == "ended":
        raise Refused(_("This group has ended, so nobody can join it."))
    found = _membership_of(work, group.id, enrolment.id)
    if found is not None and found.left_on is None:
        return found
    joined = found or _membership(group, enrolment, kind)
    joined.left_on = None
    # As when it began: a group of several units is seen by those who see all of them.
    if enrolment.unit_id != group.unit_id:
        group.unit_id = None
    work.session.add(joined)
    _place(work)
    _tell(work, "group.joined", group, enrolment, {})
    return joined


def leave_group(work: Work, group_id: UUID, enrolment_id: UUID, reason: str) -> Membership:
    """Let somebody leave a group that goes on without them. Leaving it again changes nothing.

    `reason` is a code. Raises Absent for somebody who never was in it, and for a group of a kind that
    is not open. The cycle is held first, then the group.
    """
    group = _held(work, group_id)
    left = _membership_of(work, group_id, enrolment_id)
    if left is None or not model_of(work, group.cycle).group_kind(group.kind).open:
        raise Absent
    if left.left_on is None:
        left.left_on = clock.today()
        work.session.flush()
        _tell(work, "group.left", group, left.enrolment, {"reason": reason})
    return left


def memberships(work: Work, group_id: UUID) -> list[Membership]:
    """Who is in the group now, in the order they were added."""
    query = (
        select(Membership)
        .where(Membership.group_id == group_id, Membership.left_on.is_(None))
        .order_by(Membership.id)
    )
    return list(work.session.scalars(query))


def groups_of(work: Work, enrolment_ids: Iterable[UUID]) -> list[Group]:
    """The active groups that any of these enrolments is in."""
    query = (
        select(Group)
        .join(
            Membership,
            points_at(Membership.group_id, Group),
        )
        .where(
            Membership.enrolment_id.in_(list(enrolment_ids)),
            Membership.left_on.is_(None),
            Group.state == "active",
        )
        .distinct()
    )
    return list(work.session.scalars(query))


def _end_within(work: Work, group: Group, reason: str) -> None:
    """End the groups within one that ends, or let them go on where it only gathered them."""
    gathered = model_of(work, group.cycle).group_kind(group.kind).of_groups
    query = select(Group).where(Group.parent_id == group.id, Group.state == "active")
    for child in work.session.scalars(query.order_by(Group.id)).all():
        if gathered:
            child.parent_id = None
        else:
            end_group(work, child.id, reason)


def _held(work: Work, group_id: UUID) -> Group:
    """The group, read afresh and held, its cycle before it."""
    cycle_id = work.session.scalars(select(Group.cycle_id).where(Group.id == group_id)).first()
    if cycle_id is None:
        raise Absent
    lock_cycle(work, cycle_id)
    group = lock_row(work.session, Group, group_id)
    if group is None:
        raise Absent
    return group


def _place(work: Work) -> None:
    """Write the memberships that were added, unless somebody is in another such group."""
    try:
        work.session.flush()
    except IntegrityError as error:
        raise Refused(
            _("Somebody else has just placed one of these people. Nothing was changed.")
        ) from error


def _tell(
    work: Work, kind: str, group: Group, enrolment: Enrolment, data: Mapping[str, Any]
) -> None:
    event = record_event(work, kind, group, data={"enrolment": enrolment.id, **data})
    audit(work, kind, "group", group.id)
    work.hooks.on("group_changed", group=group, enrolment=enrolment, event=event)


def _membership_of(work: Work, group_id: UUID, enrolment_id: UUID) -> Membership | None:
    query = select(Membership).where(
        Membership.group_id == group_id, Membership.enrolment_id == enrolment_id
    )
    # Read afresh: the group is held, but the row may have been seen before that.
    return work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _membership(group: Group, enrolment: Enrolment, kind: GroupKind) -> Membership:
    return Membership(
        group_id=group.id,
        enrolment_id=enrolment.id,
        role=enrolment.role,
        exclusive=enrolment.role in kind.exclusive_roles,
        joined_on=clock.today(),
    )


def _common_unit(members: list[Enrolment]) -> UUID | None:
    units = {enrolment.unit_id for enrolment in members}
    return units.pop() if len(units) == 1 else None
