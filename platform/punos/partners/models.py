"""Facts about partners."""

from datetime import date
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, ref


class Partner(TenantRow):
    """An organisation that takes part in cycles without being a tenant (a city, a university)."""

    __tablename__ = "partner"

    name: Mapped[str] = mapped_column(String(200))
    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(254))


class CyclePartner(TenantRow):
    """A partner's role in a cycle: organiser, coaching, career counselling, recruiter; dated."""

    __tablename__ = "cycle_partner"

    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")
    partner_id: Mapped[UUID] = ref("partner")
    role: Mapped[str] = mapped_column(String(60))
    from_date: Mapped[date | None]
    until_date: Mapped[date | None]
