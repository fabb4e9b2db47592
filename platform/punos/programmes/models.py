"""Facts about programmes and their cycles."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, local_text, ref, utc

CYCLE_STATES = ("planned", "open", "running", "closed")


class Programme(TenantRow):
    """A tenant's programme: it names the programme model that a plugin provides."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", name="uq_programme_slug"),)

    slug: Mapped[str] = mapped_column(String(60))
    names: Mapped[dict[str, str]] = local_text()
    summary: Mapped[dict[str, str]] = local_text(default=dict)
    model: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = utc()


class ProgrammeVersion(TenantRow):
    """Settings of a programme, never changed once written; a cycle pins one of them."""

    __tablename__ = "programme_version"
    __table_args__ = (
        UniqueConstraint("tenant_id", "programme_id", "number", name="uq_programme_version_number"),
    )
    __web_grants__ = "SELECT, INSERT"

    programme_id: Mapped[UUID] = ref("programme")
    number: Mapped[int] = mapped_column(Integer)
    schema_version: Mapped[int] = mapped_column(Integer)
    settings: Mapped[dict[str, Any]] = json_object()
    source: Mapped[str] = mapped_column(String(20), default="page")
    created_at: Mapped[datetime] = utc()


class Cycle(TenantRow):
    """One run of a programme. Applications are taken from the first to the last day, both included."""

    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug", name="uq_cycle_slug"),
        CheckConstraint("state IN ('planned', 'open', 'running', 'closed')", name="state"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    version_id: Mapped[UUID] = ref("programme_version")
    slug: Mapped[str] = mapped_column(String(60))
    names: Mapped[dict[str, str]] = local_text()
    state: Mapped[str] = mapped_column(String(20), default="planned")
    apply_from: Mapped[date | None]
    apply_until: Mapped[date | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    targets: Mapped[dict[str, Any]] = json_object(default=dict)
    page: Mapped[dict[str, Any]] = json_object(default=dict, server_default="{}")
    """What its public page says beyond the programme's summary: texts by language, see `punos.face`."""
    is_sample: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Made to look around in, and removed whole; counted nowhere."""
    closed_at: Mapped[datetime | None] = utc()

    programme = belongs_to("Cycle", "programme_id", "Programme")
    version = belongs_to("Cycle", "version_id", "ProgrammeVersion")

    def takes_applications(self, day: date) -> bool:
        """Whether somebody may apply on that day. To a sample nobody ever may."""
        return (
            not self.is_sample
            and self.state in ("open", "running")
            and self.apply_from is not None
            and self.apply_until is not None
            and self.apply_from <= day <= self.apply_until
        )


class Phase(TenantRow):
    """A stretch of a cycle's timeline, as planned and as it became."""

    __tablename__ = "phase"

    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(60))
    names: Mapped[dict[str, str]] = local_text()
    position: Mapped[int] = mapped_column(Integer, default=0)
    planned_from: Mapped[date]
    planned_until: Mapped[date]
    actual_from: Mapped[date | None]
    actual_until: Mapped[date | None]
