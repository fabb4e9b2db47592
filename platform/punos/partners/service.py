"""Verbs about partners."""

from __future__ import annotations

from sqlalchemy import select

from punos.audit.service import record as audit
from punos.errors import Refused
from punos.i18n import _staff
from punos.partners.models import Partner
from punos.work import Work


def add_partner(
    work: Work, name: str, *, contact_name: str | None = None, contact_email: str | None = None
) -> Partner:
    """Add an organisation that is no tenant. Raises Refused when one of this name is there."""
    if any(partner.name == name for partner in partners(work)):
        raise Refused(_staff("There is already a partner of this name."))
    partner = Partner(name=name, contact_name=contact_name, contact_email=contact_email)
    work.session.add(partner)
    work.session.flush()
    audit(work, "partner.added", "partner", partner.id)
    return partner


def partners(work: Work) -> list[Partner]:
    """The tenant's partners, the oldest first."""
    return list(work.session.scalars(select(Partner).order_by(Partner.id)))
