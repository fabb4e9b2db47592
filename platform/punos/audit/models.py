"""Who did what, and who read whose page. Ids, field names and codes; never a personal value."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, ref, utc


class AuditEvent(TenantRow):
    """One act. The serving role may only add rows."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_at", "tenant_id", "at"),)
    __web_grants__ = "SELECT, INSERT"

    at: Mapped[datetime] = utc()
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    fields: Mapped[list[str]] = mapped_column(JSONB, default=list)


class AuditSeal(TenantRow):
    """A link of the chain over audit rows, added by the worker so that no request takes a lock."""

    __tablename__ = "audit_seal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", name="uq_audit_seal_number"),
        UniqueConstraint("tenant_id", "audit_id", name="uq_audit_seal_audit_id"),
    )
    __web_grants__ = "SELECT, INSERT"

    number: Mapped[int] = mapped_column(BigInteger)
    audit_id: Mapped[UUID] = ref("audit_event")
    digest: Mapped[str] = mapped_column(String(64))


class AccessEntry(TenantRow):
    """Somebody read a page about a person, or was denied a page.

    `subject_id` is what was read about somebody who has no record here, such as a referral.
    """

    __tablename__ = "access_entry"
    __table_args__ = (Index("ix_access_entry_at", "tenant_id", "at"),)
    __web_grants__ = "SELECT, INSERT, DELETE"
    __write_on_get__ = True

    at: Mapped[datetime] = utc()
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    person_id: Mapped[UUID | None] = ref("person", ondelete="CASCADE")
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    page: Mapped[str] = mapped_column(String(60))
    denied: Mapped[bool] = mapped_column(default=False)
