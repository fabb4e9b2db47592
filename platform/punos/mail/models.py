"""Facts about mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, ref, utc


class Mail(TenantRow):
    """A message to one address, queued with the fact that it tells of."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state"),
        Index("ix_mail_state", "tenant_id", "state", "due_at"),
    )

    person_id: Mapped[UUID | None] = ref("person", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200))
    stop_link: Mapped[str | None] = mapped_column(String(300))
    """Where its reader says that she wants no such mail; forgotten when the mail has gone out."""
    calendar: Mapped[str | None] = mapped_column(Text)
    """An entry for the reader's calendar (iCalendar, RFC 5545 and 5546) that goes with the mail."""
    state: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = utc()
    created_at: Mapped[datetime] = utc()
    sent_at: Mapped[datetime | None] = utc()
