"""The two ends of the border's courier. No row has two owners."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, json_object, utc


class OutboxItem(TenantRow):
    """What the sender hands over. The courier reads it as the sender."""

    __tablename__ = "border_outbox"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'delivered', 'accepted', 'declined', 'cancelled', 'failed')",
            name="state",
        ),
        Index("ix_border_outbox_state", "tenant_id", "state", "due_at"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    receiver_id: Mapped[UUID] = mapped_column(Uuid)
    payload: Mapped[dict[str, Any]] = json_object()
    answer: Mapped[dict[str, Any]] = json_object(default=dict)
    """What came back with the receiver's decision, for a kind that has answers."""
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = utc()
    created_at: Mapped[datetime] = utc()
    changed_at: Mapped[datetime] = utc()


class InboxItem(TenantRow):
    """What the receiver was handed. Written once per outbox row, however often it is delivered."""

    __tablename__ = "border_inbox"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sender_id", "outbox_id", name="uq_border_inbox_outbox"),
        CheckConstraint("state IN ('received', 'accepted', 'declined', 'cancelled')", name="state"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    sender_id: Mapped[UUID] = mapped_column(Uuid)
    outbox_id: Mapped[UUID] = mapped_column(Uuid)
    payload: Mapped[dict[str, Any]] = json_object()
    answer: Mapped[dict[str, Any]] = json_object(default=dict)
    state: Mapped[str] = mapped_column(String(20), default="received")
    reported_state: Mapped[str | None] = mapped_column(String(20))
    received_at: Mapped[datetime] = utc()
    changed_at: Mapped[datetime] = utc()
