"""Facts about long work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, json_object, utc


class JobRun(TenantRow):
    """A long piece of work that somebody asked for: what a progress page shows."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        Index("ix_job_run_kind", "tenant_id", "kind", "subject_id"),
    )

    kind: Mapped[str] = mapped_column(String(120))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(20), default="queued")
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int | None] = mapped_column(Integer)
    result: Mapped[dict[str, Any]] = json_object(default=dict)
    problem: Mapped[str | None] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    requested_by: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = utc()
    changed_at: Mapped[datetime] = utc()
