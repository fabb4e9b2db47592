"""Verbs about partners."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.partners.models import CyclePartner, Partner
from punos.programmes.models import Cycle
from punos.work import Work


def add_partner(
    work: Work, name: str, *, contact_name: str | None = None, contact_email: str | None = None
) -> Partner:
    """Add an organisation that is no tenant. Raises Refused when one of this name is there."""
    _require_new_name(work, name)
    partner = Partner(name=name, contact_name=contact_name, contact_email=contact_email)
    work.session.add(partner)
    work.session.flush()
    audit(work, "partner.added", "partner", partner.id)
    return partner


def change_partner(work: Work, partner_id: UUID, **values: str | None) -> Partner:
    """Change its name or who answers there; only what differs is written. Raises Absent, and Refused
    for the name of another."""
    partner = lock_row(work.session, Partner, partner_id)
    if partner is None:
        raise Absent
    changed = sorted(name for name, value in values.items() if getattr(partner, name) != value)
    if "name" in changed:
        _require_new_name(work, str(values["name"]))
    for name in changed:
        setattr(partner, name, values[name])
    if changed:
        audit(work, "partner.changed", "partner", partner.id, changed)
    return partner


def _require_new_name(work: Work, name: str) -> None:
    if any(partner.name == name for partner in partners(work)):
        raise Refused(_staff("There is already a partner of this name."))


def take_part(
    work: Work,
    cycle: Cycle,
    partner: Partner,
    role: str,
    *,
    from_date: date | None = None,
    until_date: date | None = None,
) -> CyclePartner:
    """Let a partner take part in a cycle in a dated role (organiser, coaching, recruiter …).

    The same role of the same partner is kept once; its dates are brought up to date.
    """
    query = select(CyclePartner).where(
        CyclePartner.cycle_id == cycle.id,
        CyclePartner.partner_id == partner.id,
        CyclePartner.role == role,
    )
    part = work.session.scalars(query).one_or_none()
    if part is None:
        part = CyclePartner(cycle_id=cycle.id, partner_id=partner.id, role=role)
        work.session.add(part)
    part.from_date, part.until_date = from_date, until_date
    work.session.flush()
    audit(work, "partner.takes_part", "cycle", cycle.id, [role])
    return part


def end_part(work: Work, cycle: Cycle, part_id: UUID) -> None:
    """Take a role in a cycle back that was given by mistake. Sent twice it changes nothing more."""
    query = select(CyclePartner).where(
        CyclePartner.id == part_id, CyclePartner.cycle_id == cycle.id
    )
    part = work.session.scalars(query).one_or_none()
    if part is not None:
        work.session.delete(part)
        audit(work, "partner.part_removed", "cycle", cycle.id, [part.role])


def partners_of(work: Work, cycle: Cycle) -> list[tuple[Partner, CyclePartner]]:
    """Who takes part in a cycle, and as what, in the order they were added."""
    query = (
        select(Partner, CyclePartner)
        .join(
            CyclePartner,
            points_at(CyclePartner.partner_id, Partner),
        )
        .where(CyclePartner.cycle_id == cycle.id)
        .order_by(CyclePartner.id)
    )
    return [(partner, part) for partner, part in work.session.execute(query)]


def partners(work: Work) -> list[Partner]:
    """The tenant's partners, the oldest first."""
    return list(work.session.scalars(select(Partner).order_by(Partner.id)))


def partner_by_id(work: Work, partner_id: UUID) -> Partner:
    """One of them. Raises Absent."""
    partner = work.session.scalars(select(Partner).where(Partner.id == partner_id)).one_or_none()
    if partner is None:
        raise Absent
    return partner
