"""How far somebody has gone through what has to be read before the first meeting."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.materials.models import Material, MaterialRead
from punos.materials.reading import in_time


def required_count(programme_id: Any) -> Any:
    """In a query over Enrolment of this programme: how much there is for them to read."""
    query = select(func.count(Material.id)).where(_is_required(programme_id))
    return query.correlate(Enrolment).scalar_subquery()


def read_count(programme_id: Any) -> Any:
    """In such a query: how much of it they have read."""
    query = (
        select(func.count(Material.id))
        .join(MaterialRead, points_at(MaterialRead.material_id, Material))
        .where(_is_required(programme_id), MaterialRead.enrolment_id == Enrolment.id)
    )
    return query.correlate(Enrolment).scalar_subquery()


def _is_required(programme_id: Any) -> ColumnElement[bool]:
    return and_(
        Material.tenant_id == Enrolment.tenant_id,
        Material.programme_id == programme_id,
        Material.required,
        Material.withdrawn_at.is_(None),
        or_(Material.cycle_id.is_(None), Material.cycle_id == Enrolment.cycle_id),
        or_(Material.role.is_(None), Material.role == Enrolment.role),
        in_time(Enrolment),
    )
