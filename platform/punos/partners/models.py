"""Facts about partners."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


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


class MeetingPartner(TenantRow):
    """A partner is invited to a common meeting; `came` is None until somebody has said."""

    __tablename__ = "meeting_partner"
    __table_args__ = (
        UniqueConstraint("tenant_id", "meeting_id", "partner_id", name="uq_meeting_partner_one"),
    )

    meeting_id: Mapped[UUID] = ref("meeting", ondelete="CASCADE")
    partner_id: Mapped[UUID] = ref("partner")
    invited_at: Mapped[datetime | None] = utc()
    came: Mapped[bool | None]

    partner = belongs_to("MeetingPartner", "partner_id", "Partner")
