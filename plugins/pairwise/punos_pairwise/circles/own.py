"""What members see of circles: who is in theirs, and beside their pair when it meets next."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from punos.plugin import (
    Enrolment,
    Group,
    Meeting,
    Membership,
    Panel,
    Person,
    Work,
    points_at,
)
from punos_pairwise.model import CIRCLE, PAIR, PAIRWISE
from punos_pairwise.texts import _l

OWN = "own.groups"


def group_panels(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """For members alone; staff see the members and the circle's pairs on pages of their own."""
    if enrolment is None or group.state != "active" or group.cycle.programme.model != PAIRWISE.name:
        return ()
    if group.kind == CIRCLE:
        known = {"people": _first_names(work, group, enrolment)}
        return (Panel(_l("Who is in your circle"), "pairwise/own_circle.html", OWN, known),)
    if group.kind == PAIR and group.parent_id is not None:
        return (_beside_pair(work, group),)
    return ()


def _first_names(work: Work, circle: Group, enrolment: Enrolment) -> list[tuple[str, str]]:
    """The others by first name and role, pair by pair. How to reach them is told to their pair alone."""
    query = (
        select(Person.given_name, Membership.role)
        .join(Enrolment, points_at(Enrolment.person_id, Person))
        .join(Membership, points_at(Membership.enrolment_id, Enrolment))
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            Group.parent_id == circle.id,
            Group.state == "active",
            Membership.left_on.is_(None),
            Enrolment.id != enrolment.id,
        )
        .order_by(Group.id, Membership.role, Membership.id)
    )
    found = [(name, str(PAIRWISE.roles[role])) for name, role in work.session.execute(query)]
    return list(dict.fromkeys(found))


def _beside_pair(work: Work, pair: Group) -> Panel:
    query = select(Group.name, Group.chat_url, _next_meeting()).where(Group.id == pair.parent_id)
    name, chat, start = work.session.execute(query).one()
    known = {"name": name, "start": start, "chat": chat}
    return Panel(_l("Your circle"), "pairwise/own_pair.html", OWN, known)


def _next_meeting() -> ScalarSelect[Any]:
    """The first meeting of the circle that is planned."""
    return (
        select(func.min(Meeting.local_start))
        .where(points_at(Meeting.group_id, Group), Meeting.state == "planned")
        .correlate(Group)
        .scalar_subquery()
    )
