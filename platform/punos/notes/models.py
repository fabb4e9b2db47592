"""Facts about notes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, ref, utc

PURPOSES = ("interview", "support", "agreed", "safety", "other")


class Note(TenantRow):
    """A dated note about somebody, or about a group: why it is kept, and until when.

    The person may read it on the page of everything held about them.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("num_nonnulls(person_id, group_id) = 1", name="one_subject"),
        CheckConstraint(
            "purpose IN ('interview', 'support', 'agreed', 'safety', 'other')", name="purpose"
        ),
        Index("ix_note_person", "tenant_id", "person_id", "noted_on"),
        Index("ix_note_group", "tenant_id", "group_id", "noted_on"),
        Index("ix_note_due", "tenant_id", "keep_until"),
    )

    person_id: Mapped[UUID | None] = ref("person", ondelete="CASCADE")
    enrolment_id: Mapped[UUID | None] = ref("enrolment")
    group_id: Mapped[UUID | None] = ref("enrolment_group", ondelete="CASCADE")
    unit_id: Mapped[UUID | None] = ref("unit")
    purpose: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    noted_on: Mapped[date]
    keep_until: Mapped[date]
    written_at: Mapped[datetime] = utc()
    written_by: Mapped[UUID | None] = ref("account")
