"""Facts about employers, and about the visits of pairs to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class Employer(TenantRow):
    """A workplace that may let somebody see its work. `unit_id`: the branch or partner that found it.

    `offers` lists codes: shadowing, interview, placement, visit. One that is not to be asked any more
    is retired, so that earlier visits still name it.
    """

    __tablename__ = "employer"
    __table_args__ = (Index("ix_employer_sort", "tenant_id", "sort_key"),)

    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(800))
    search_text: Mapped[str] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(String(100))
    profession: Mapped[str | None] = mapped_column(String(8))
    """The ISCO-08 group of its field, of 1 to 4 digits."""
    website: Mapped[str | None] = mapped_column(String(2000))
    offers: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    note: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[UUID | None] = ref("unit")
    added_at: Mapped[datetime] = utc()
    added_by: Mapped[UUID | None] = ref("account")
    retired_at: Mapped[datetime | None] = utc()

    unit = belongs_to("Employer", "unit_id", "Unit")


class EmployerContact(TenantRow):
    """Somebody at an employer who answers. `told_on`: when they were told that they stand here."""

    __tablename__ = "employer_contact"

    employer_id: Mapped[UUID] = ref("employer", ondelete="CASCADE")
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    told_on: Mapped[date | None]
    added_at: Mapped[datetime] = utc()


class EmployerVisit(TenantRow):
    """A job shadowing or information interview of a mentee, with the mentor's help.

    `state`: wished (somebody is looked for) · planned · held · cancelled. The employer is one of the
    register, or a name that the pair has written.
    """

    __tablename__ = "employer_visit"
    __table_args__ = (
        CheckConstraint("kind IN ('shadowing', 'interview')", name="kind"),
        CheckConstraint("state IN ('wished', 'planned', 'held', 'cancelled')", name="state"),
        CheckConstraint("num_nonnulls(employer_id, employer_name) <= 1", name="one_employer"),
        CheckConstraint("state <> 'held' OR visited_on IS NOT NULL", name="held"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    group_id: Mapped[UUID | None] = ref("enrolment_group")
    employer_id: Mapped[UUID | None] = ref("employer")
    employer_name: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    visited_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")

    @property
    def place(self) -> str | None:
        """The employer as it is called."""
        return self.employer.name if self.employer else self.employer_name

    enrolment = belongs_to("EmployerVisit", "enrolment_id", "Enrolment")
    employer = belongs_to("EmployerVisit", "employer_id", "Employer")
