"""Facts about outcomes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc

COUNTS = ("recorded", "verified")
"""The states of observations that figures count."""


class Outcome(TenantRow):
    """One dated observation. Many may be kept of one enrolment; figures take the highest code.

    `state`: reported (the person has said so, and nobody has looked at it: it does not count yet) ·
    recorded · verified · withdrawn.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("moment IN ('entry', 'exit', 'months_6', 'months_12')", name="moment"),
        CheckConstraint("state IN ('reported', 'recorded', 'verified', 'withdrawn')", name="state"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment")
    code: Mapped[str] = mapped_column(String(8))
    moment: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default="recorded")
    own_field: Mapped[bool | None]
    """As somebody has said; None: as the occupation tells."""
    occupation: Mapped[str | None] = mapped_column(String(8))
    """The ISCO-08 group of the work that was found."""
    detail: Mapped[str | None] = mapped_column(String(20))
    """A code that only some have: whether a qualification is obtained, why somebody left."""
    evidence_id: Mapped[UUID | None] = ref("stored_file")
    hours_per_week: Mapped[int | None] = mapped_column(Integer)
    contract: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether staff wrote it down from what the person told them."""
    verified_by: Mapped[UUID | None] = ref("account")
    withdrawn_at: Mapped[datetime | None] = utc()
    withdrawn_by: Mapped[UUID | None] = ref("account")
    withdrawn_why: Mapped[str | None] = mapped_column(String(20))

    enrolment = belongs_to("Outcome", "enrolment_id", "Enrolment")


class OutcomeAggregate(TenantRow):
    """How many people of an earlier year an outcome is known of, where nobody is recorded singly.

    `measure` is a code of outcomes, or a group of them (third_1). `basis`: collected, sample, estimate.
    """

    __tablename__ = "outcome_aggregate"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "programme_id", "year", "measure", name="uq_outcome_aggregate_measure"
        ),
        CheckConstraint("basis IN ('collected', 'sample', 'estimate')", name="basis"),
        CheckConstraint("people >= 0 AND of_people >= people", name="people"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    year: Mapped[int] = mapped_column(Integer)
    measure: Mapped[str] = mapped_column(String(20))
    people: Mapped[int] = mapped_column(Integer)
    of_people: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")
