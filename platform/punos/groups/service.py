"""Verbs about groups."""

from collections.abc import Iterable
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
        exclusive = enrolment.role in group_kind.exclusive_roles
        work.session.add(_membership(group, enrolment, exclusive))
    try:
        work.session.flush()
    except IntegrityError as error:
        raise Refused(
            _("Somebody else has just placed one of these people. Nothing was changed.")
        ) from error
    record_event(work, "group.activated", group, data={"kind": kind})
    audit(work, "group.activated", "group", group.id)
    return group


def end_group(work: Work, group_id: UUID, reason: str) -> Group:
    """End a group, the groups within it and their memberships. Ending it again changes nothing.

    The cycle is held first, as for every step of an enrolment, since plugins may take members on.
    """
    cycle_id = work.session.scalars(select(Group.cycle_id).where(Group.id == group_id)).first()
    if cycle_id is None:
        raise Absent
    lock_cycle(work, cycle_id)
    group = lock_row(work.session, Group, group_id)
    if group is None:
        raise Absent
    if group.state == "ended":
        return group
    within = select(Group.id).where(Group.parent_id == group.id, Group.state == "active")
    for child_id in work.session.scalars(within.order_by(Group.id)).all():
        end_group(work, child_id, reason)
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


def _membership(group: Group, enrolment: Enrolment, exclusive: bool) -> Membership:
    return Membership(
        group_id=group.id,
        enrolment_id=enrolment.id,
        role=enrolment.role,
        exclusive=exclusive,
        joined_on=clock.today(),
    )


def _common_unit(members: list[Enrolment]) -> UUID | None:
    units = {enrolment.unit_id for enrolment in members}
    return units.pop() if len(units) == 1 else None
