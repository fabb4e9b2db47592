"""Facts about units."""

from uuid import UUID

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, local_text, ref


class Unit(TenantRow):
    """A branch of a tenant: a union, a city, or a partner association that selects together.

    A contact person sees only their unit.
    """

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", name="uq_unit_slug"),)

    slug: Mapped[str] = mapped_column(String(60))
    names: Mapped[dict[str, str]] = local_text()
    position: Mapped[int] = mapped_column(Integer, default=0)
    partner_id: Mapped[UUID | None] = ref("partner")
