"""The plugin's table: mentors kept apart."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from punos.plugin import TenantRow, ref, utc


class Apart(TenantRow):
    """Two mentors who are never proposed for one team. The smaller id comes first."""

    __tablename__ = "mentor_teams_apart"
    __table_args__ = (
        UniqueConstraint("tenant_id", "one_id", "other_id", name="uq_mentor_teams_apart"),
        CheckConstraint("one_id < other_id", name="order"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    one_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    other_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    created_at: Mapped[datetime] = utc()
