"""Facts about meetings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc

STATES = ("planned", "held", "cancelled")


class Meeting(TenantRow):
    """A meeting of a group, a cycle, a programme, or (with none of them) of the association.

    It is kept as local time plus zone, since people agree on a time of day, whatever the law does to
    summer time meanwhile.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("num_nonnulls(group_id, cycle_id, programme_id) <= 1", name="one_host"),
        CheckConstraint("state IN ('planned', 'held', 'cancelled')", name="state"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        Index("ix_meeting_start", "tenant_id", "local_start"),
    )

    group_id: Mapped[UUID | None] = ref("enrolment_group")
    cycle_id: Mapped[UUID | None] = ref("cycle")
    programme_id: Mapped[UUID | None] = ref("programme")
    kind: Mapped[str] = mapped_column(String(40))
    theme: Mapped[str | None] = mapped_column(String(60))
    """Which of the plan's meetings it is; None for one outside of it."""
    topic: Mapped[str | None] = mapped_column(String(200))
    topics: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    """Codes of what it was about, chosen by tapping."""
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Helsinki")
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")
    """The account that wrote it down; None for the bearer of a link, and for the system."""
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether staff wrote it down for the members of a group that leads itself."""

    group = belongs_to("Meeting", "group_id", "Group")


class Attendance(TenantRow):
    """Whether an enrolled person was at a meeting. Of several marks the one made last holds, in
    whatever order they arrive: `marked_at` is when it was made, on a phone perhaps without a line.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("tenant_id", "meeting_id", "enrolment_id", name="uq_attendance_enrolment"),
        CheckConstraint("state IN ('present', 'absent', 'excused')", name="state"),
    )

    meeting_id: Mapped[UUID] = ref("meeting", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment")
    state: Mapped[str] = mapped_column(String(20))
    marked_at: Mapped[datetime] = utc()


class MeetingMinutes(TenantRow):
    """What was said and decided at a meeting of everybody, a feedback meeting say."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "meeting_id", name="uq_meeting_minutes_meeting"),
    )

    meeting_id: Mapped[UUID] = ref("meeting", ondelete="CASCADE")
    text: Mapped[str] = mapped_column(Text)
    decisions: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[datetime] = utc()
    written_by: Mapped[UUID | None] = ref("account")
