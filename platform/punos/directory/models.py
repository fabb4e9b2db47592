"""Facts about who wants to be found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class DirectoryEntry(TenantRow):
    """Somebody shows themselves to the others of their cycle; the row goes when they take it back.

    `shows` lists what: profession, city, languages, email, phone. `about` is a line of their own.
    """

    __tablename__ = "directory_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "enrolment_id", name="uq_directory_entry_enrolment"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    shows: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    about: Mapped[str | None] = mapped_column(String(300))
    agreed_at: Mapped[datetime] = utc()

    enrolment = belongs_to("DirectoryEntry", "enrolment_id", "Enrolment")
