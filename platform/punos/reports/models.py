"""Facts about reports."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc


class Report(TenantRow):
    """A report on one cycle, or on a programme's year, in one language.

    `texts` holds what people wrote by section; `content` the sections that the worker has worked out,
    which stay as they are once it is finished. `latest` is then what it would say on the day of
    `looked_at`: what differs is shown beside it.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("(cycle_id IS NULL) <> (year IS NULL)", name="cycle_or_year"),
        CheckConstraint("audience IN ('city', 'stea')", name="audience"),
        CheckConstraint("state IN ('draft', 'finished')", name="state"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    cycle_id: Mapped[UUID | None] = ref("cycle")
    year: Mapped[int | None] = mapped_column(Integer)
    audience: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    texts: Mapped[dict[str, Any]] = json_object(default=dict)
    content: Mapped[dict[str, Any] | None] = json_object()
    latest: Mapped[dict[str, Any] | None] = json_object()
    looked_at: Mapped[datetime | None] = utc()
    created_at: Mapped[datetime] = utc()
    created_by: Mapped[UUID | None] = ref("account")
    changed_at: Mapped[datetime] = utc()
    finished_at: Mapped[datetime | None] = utc()

    programme = belongs_to("Report", "programme_id", "Programme")
    cycle = belongs_to("Report", "cycle_id", "Cycle")


class ReportFile(TenantRow):
    """A report as a file; the worker makes it."""

    __tablename__ = "report_file"
    __table_args__ = (
        UniqueConstraint("tenant_id", "report_id", "kind", "number", name="uq_report_file_number"),
        CheckConstraint("kind IN ('pdf', 'xlsx')", name="kind"),
    )

    report_id: Mapped[UUID] = ref("report", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[UUID | None] = ref("stored_file")
    asked_at: Mapped[datetime] = utc()
    made_at: Mapped[datetime | None] = utc()


class Staffing(TenantRow):
    """How much of whose time a programme had, as a dated record without a name."""

    __tablename__ = "staffing"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="dates"),
        CheckConstraint("full_time > 0", name="full_time"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    title: Mapped[str] = mapped_column(String(200))
    full_time: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    """1 is one person's whole working time."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = utc()
