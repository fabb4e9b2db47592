"""Facts about outcomes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class Outcome(TenantRow):
    """One dated observation. Many may be kept of one enrolment; figures take the highest code."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("moment IN ('entry', 'exit', 'months_6', 'months_12')", name="moment"),
        CheckConstraint("state IN ('recorded', 'verified', 'withdrawn')", name="state"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment")
    code: Mapped[str] = mapped_column(String(8))
    moment: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default="recorded")
    own_field: Mapped[bool | None]
    hours_per_week: Mapped[int | None] = mapped_column(Integer)
    contract: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether staff wrote it down from what the person told them."""
    verified_by: Mapped[UUID | None] = ref("account")

    enrolment = belongs_to("Outcome", "enrolment_id", "Enrolment")
