"""Facts about what was heard, and what was changed for it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class FollowUpInterview(TenantRow):
    """A talk about how it went, planned ahead, by a guide, with a summary."""

    __tablename__ = "follow_up_interview"
    __table_args__ = (
        CheckConstraint("moment IN ('during', 'exit', 'months_6', 'months_12')", name="moment"),
        CheckConstraint("state IN ('planned', 'held', 'missed', 'cancelled')", name="state"),
        CheckConstraint("state <> 'held' OR held_on IS NOT NULL", name="held"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    moment: Mapped[str] = mapped_column(String(20))
    planned_on: Mapped[date]
    host_id: Mapped[UUID | None] = ref("account")
    material_id: Mapped[UUID | None] = ref("material")
    """The guide by which it is led."""
    state: Mapped[str] = mapped_column(String(20), default="planned")
    held_on: Mapped[date | None]
    summary: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[datetime | None] = utc()

    enrolment = belongs_to("FollowUpInterview", "enrolment_id", "Enrolment")


class Adjustment(TenantRow):
    """What was heard, and what was changed for it, and when. Nobody is named."""

    __tablename__ = "adjustment"
    __table_args__ = (
        CheckConstraint("source IN ('survey', 'interview', 'meeting', 'other')", name="source"),
        CheckConstraint("(changed IS NULL) = (changed_on IS NULL)", name="changed"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    cycle_id: Mapped[UUID | None] = ref("cycle")
    source: Mapped[str] = mapped_column(String(20))
    heard_on: Mapped[date]
    heard: Mapped[str] = mapped_column(Text)
    changed_on: Mapped[date | None]
    changed: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")


class Quote(TenantRow):
    """Words of somebody's own. They stand nowhere until their author releases them, and can be taken back.

    `state`: asked · released · kept (the author said no) · withdrawn. `attribution`: name, first_name,
    role or none, as the author chose.
    """

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'released', 'kept', 'withdrawn')", name="state"),
        CheckConstraint(
            "attribution IN ('name', 'first_name', 'role', 'none')", name="attribution"
        ),
        CheckConstraint("state <> 'released' OR attribution IS NOT NULL", name="released"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    attribution: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="asked")
    asked_at: Mapped[datetime] = utc()
    asked_by: Mapped[UUID | None] = ref("account")
    decided_at: Mapped[datetime | None] = utc()

    enrolment = belongs_to("Quote", "enrolment_id", "Enrolment")
