"""Facts about certificates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class Certificate(TenantRow):
    """That somebody took part, as a PDF in one language; the file is made by the worker."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("tenant_id", "enrolment_id", "language", name="uq_certificate_language"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    language: Mapped[str] = mapped_column(String(8))
    file_id: Mapped[UUID | None] = ref("stored_file")
    issued_at: Mapped[datetime] = utc()
    issued_by: Mapped[UUID | None] = ref("account")
    told_at: Mapped[datetime | None] = utc()

    enrolment = belongs_to("Certificate", "enrolment_id", "Enrolment")
