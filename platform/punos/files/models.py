"""Facts about files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from punos.db import TenantRow, ref, utc

MAX_BYTES = 10 * 1024 * 1024


class StoredFile(TenantRow):
    """An uploaded or made file of at most 10 MB, kept with its tenant's rows."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint(f"size BETWEEN 0 AND {MAX_BYTES}", name="size"),)

    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    created_at: Mapped[datetime] = utc()
    created_by: Mapped[UUID | None] = ref("account")
