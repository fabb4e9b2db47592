"""Events: what happened, written in the same transaction as the fact."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, json_object, utc


class Event(TenantRow):
    """Something that happened to a subject. Carries ids and codes only, never a personal value."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "tenant_id", "subject_kind", "subject_id"),)
    __web_grants__ = "SELECT, INSERT"

    kind: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer, default=1)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    data: Mapped[dict[str, Any]] = json_object(default=dict)
    happened_at: Mapped[datetime] = utc()
    recorded_at: Mapped[datetime] = utc()


class EventCursor(TenantRow):
    """How far a plugin has read the events; it replays from here after having been suspended."""

    __tablename__ = "event_cursor"
    __table_args__ = (UniqueConstraint("tenant_id", "plugin", name="uq_event_cursor_plugin"),)

    plugin: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
