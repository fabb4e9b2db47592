"""Verbs about units."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from punos.audit.service import record as audit
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.units.models import Unit
from punos.work import Work


def add_unit(
    work: Work,
    *,
    slug: str,
    names: Mapping[str, str],
    position: int = 0,
    partner_id: UUID | None = None,
) -> Unit:
    """Add a branch, or a partner association that selects together. Raises Refused when it is there."""
    if _by_slug(work, slug) is not None:
        raise Refused(_staff("There is already a unit with this short name."))
    unit = Unit(slug=slug, names=dict(names), position=position, partner_id=partner_id)
    work.session.add(unit)
    work.session.flush()
    audit(work, "unit.added", "unit", unit.id)
    return unit


def units(work: Work) -> list[Unit]:
    """The tenant's units, in the order it has given them."""
    return list(work.session.scalars(select(Unit).order_by(Unit.position, Unit.slug)))


def unit_by_slug(work: Work, slug: str) -> Unit:
    """The unit with this slug. Raises Absent."""
    unit = _by_slug(work, slug)
    if unit is None:
        raise Absent
    return unit


def _by_slug(work: Work, slug: str) -> Unit | None:
    return work.session.scalars(select(Unit).where(Unit.slug == slug)).one_or_none()
