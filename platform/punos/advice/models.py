"""Facts about advice."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class Advice(TenantRow):
    """A session of advice with one person: of which kind, when, how long, by whom.

    `adviser` is a name as people know it; with `partner_id` the adviser is of that partner's.
    """

    __tablename__ = "advice"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 480", name="minutes"),)

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    adviser: Mapped[str] = mapped_column(String(200))
    partner_id: Mapped[UUID | None] = ref("partner")
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")

    enrolment = belongs_to("Advice", "enrolment_id", "Enrolment")
