"""Facts about enrolments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc

STATES = ("candidate", "active", "ended", "refused")


class Enrolment(TenantRow):
    """A person in a cycle, in a role.

    `state` is one of the core's four; `model_state` is the programme model's own, which maps to it.
    `answers` holds what was asked, by form section: `{section: {"version": n, "data": {…}}}`.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "cycle_id",
            "person_id",
            "role",
            name="uq_enrolment_person_role",
        ),
        CheckConstraint("state IN ('candidate', 'active', 'ended', 'refused')", name="state"),
        Index("ix_enrolment_cycle_state", "tenant_id", "cycle_id", "role", "state"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    person_id: Mapped[UUID] = ref("person")
    unit_id: Mapped[UUID | None] = ref("unit")
    role: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    model_state: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = json_object(default=dict)
    source: Mapped[str] = mapped_column(String(20))
    end_reason: Mapped[str | None] = mapped_column(String(40))
    applied_at: Mapped[datetime] = utc()
    decided_at: Mapped[datetime | None] = utc()
    ended_at: Mapped[datetime | None] = utc()

    person = belongs_to("Enrolment", "person_id", "Person")
    cycle = belongs_to("Enrolment", "cycle_id", "Cycle")
