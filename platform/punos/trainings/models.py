"""Facts about trainings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, local_text, ref, utc


class Training(TenantRow):
    """A meeting of a programme that people of several cycles may sign up for.

    Time, place and state are its meeting's. `roles` are those who may come; none: everybody. Without
    `seats` there is room for all.
    """

    __tablename__ = "training"
    __table_args__ = (
        UniqueConstraint("tenant_id", "meeting_id", name="uq_training_meeting"),
        CheckConstraint("seats > 0", name="seats"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    meeting_id: Mapped[UUID] = ref("meeting", ondelete="CASCADE")
    titles: Mapped[dict[str, str]] = local_text()
    abouts: Mapped[dict[str, str]] = local_text(default=dict)
    roles: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    seats: Mapped[int | None] = mapped_column(Integer)
    sign_up_until: Mapped[date | None]
    created_at: Mapped[datetime] = utc()
    invited_at: Mapped[datetime | None] = utc()
    reminded_at: Mapped[datetime | None] = utc()

    meeting = belongs_to("Training", "meeting_id", "Meeting")
    programme = belongs_to("Training", "programme_id", "Programme")


class TrainingCycle(TenantRow):
    """A cycle whose people may come to a training."""

    __tablename__ = "training_cycle"
    __table_args__ = (
        UniqueConstraint("tenant_id", "training_id", "cycle_id", name="uq_training_cycle_one"),
    )

    training_id: Mapped[UUID] = ref("training", ondelete="CASCADE")
    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")


class TrainingPlace(TenantRow):
    """Somebody has signed up for a training: signed, waiting for a free seat, or cancelled."""

    __tablename__ = "training_place"
    __table_args__ = (
        UniqueConstraint("tenant_id", "training_id", "enrolment_id", name="uq_training_place_one"),
        CheckConstraint("state IN ('signed', 'waiting', 'cancelled')", name="state"),
    )

    training_id: Mapped[UUID] = ref("training", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    state: Mapped[str] = mapped_column(String(20))
    signed_at: Mapped[datetime] = utc()

    enrolment = belongs_to("TrainingPlace", "enrolment_id", "Enrolment")
