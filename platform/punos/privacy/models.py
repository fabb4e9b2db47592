"""Facts about the rights of people over what is kept about them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, json_object, ref, utc

REQUESTS = ("access", "erasure", "correction", "restriction", "objection")


class PrivacyRequest(TenantRow):
    """What a person asked for under data protection law, and the day by which it has to be answered."""

    __tablename__ = "privacy_request"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('access', 'erasure', 'correction', 'restriction', 'objection')", name="kind"
        ),
        CheckConstraint("state IN ('open', 'done', 'refused', 'taken_back')", name="state"),
        Index("ix_privacy_request_state", "tenant_id", "state", "due_on"),
    )

    person_id: Mapped[UUID | None] = ref("person")
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="open")
    asked_at: Mapped[datetime] = utc()
    due_on: Mapped[date]
    how: Mapped[str] = mapped_column(String(40))
    answered_at: Mapped[datetime | None] = utc()
    answered_by: Mapped[UUID | None] = ref("account")
    because: Mapped[str | None] = mapped_column(String(1000))


class RetentionHold(TenantRow):
    """A reason why nothing about a person may be erased for now, as a complaint that is heard."""

    __tablename__ = "retention_hold"
    __table_args__ = (Index("ix_retention_hold_person", "tenant_id", "person_id"),)

    person_id: Mapped[UUID] = ref("person", ondelete="CASCADE")
    because: Mapped[str] = mapped_column(String(1000))
    set_at: Mapped[datetime] = utc()
    set_by: Mapped[UUID | None] = ref("account")
    lifted_at: Mapped[datetime | None] = utc()
    lifted_by: Mapped[UUID | None] = ref("account")


class Erasure(TenantRow):
    """That a person was erased, by id alone: kept to do it again after a restored backup.

    `kept` counts, by table, the rows that law or a funder's rule keeps, and until which day.
    """

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_person", "tenant_id", "person_id"),)
    __web_grants__ = "SELECT, INSERT, DELETE"

    person_id: Mapped[UUID] = mapped_column(Uuid)
    because: Mapped[str] = mapped_column(String(20))
    kept: Mapped[dict[str, Any]] = json_object(default=dict)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    erased_at: Mapped[datetime] = utc()
    erased_by: Mapped[UUID | None] = ref("account")
