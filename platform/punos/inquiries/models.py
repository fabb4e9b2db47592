"""Facts about questions and feedback from public pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, ref, utc

KINDS = ("question", "accessibility", "privacy")
STATES = ("open", "answered", "closed")


class Inquiry(TenantRow):
    """What somebody asked on a public page. Deleted some months after it was dealt with."""

    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'accessibility', 'privacy')", name="kind"),
        CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),
        Index("ix_inquiry_state", "tenant_id", "state", "asked_at"),
    )

    kind: Mapped[str] = mapped_column(String(20), default="question")
    cycle_id: Mapped[UUID | None] = ref("cycle")
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    page: Mapped[str | None] = mapped_column(String(300))
    search_text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="open")
    answer: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime] = utc()
    answered_at: Mapped[datetime | None] = utc()
    answered_by: Mapped[UUID | None] = ref("account")
