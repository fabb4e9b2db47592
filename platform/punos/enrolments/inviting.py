"""Invitations to apply: a link that leads to the form at any time, and into the inviting unit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.accounts.links import held_link, issue
from punos.audit.service import record as audit
from punos.enrolments.mails import send_invitation
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.work import Work

PURPOSE = "apply_invitation"
EDIT = "enrolments.edit"


@dataclass(frozen=True)
class Invited:
    """What the bearer of an invitation is invited to."""

    cycle: Cycle
    role: str
    unit_id: UUID | None


def invite_to_apply(
    work: Work,
    cycle: Cycle,
    role: str,
    *,
    unit_id: UUID | None,
    email: str | None = None,
    language: str | None = None,
) -> str:
    """Make an invitation and give its address; with an `email` it is also mailed there.

    Whoever applies by it becomes a candidate of the unit, also outside of the days on which
    applications are taken. Nothing tells whether the address is known already. Raises Absent for an
    unknown role and for a unit for which the actor may not add people, Refused in a closed cycle.
    """
    if cycle.state == "closed":
        raise Refused(_staff("This cycle has ended, so nobody can be added to it."))
    if role not in model_of(work, cycle).roles:
        raise Absent
    limits = work.actor.units(EDIT)
    if limits is not None and unit_id not in limits:
        raise Absent
    data = {"role": role, "unit": str(unit_id) if unit_id else None}
    address = issue(work, PURPOSE, "cycle", cycle.id, data=data)
    audit(work, "enrolment.invited", "cycle", cycle.id, [role])
    if email:
        offered = work.settings.languages
        spoken = language if language in offered else offered[0]
        send_invitation(work, cycle, role, address, email, spoken)
    return address


def invited_to(work: Work) -> Invited:
    """What the bearer of the link is invited to. Raises Absent when it holds no longer."""
    link = held_link(work, work.actor)
    if link.purpose != PURPOSE:
        raise Absent
    query = select(Cycle).where(Cycle.id == link.subject_id).options(joinedload(Cycle.programme))
    cycle = work.session.scalars(query).one_or_none()
    if cycle is None:
        raise Absent
    unit = link.data.get("unit")
    return Invited(cycle, link.data["role"], UUID(unit) if unit else None)
