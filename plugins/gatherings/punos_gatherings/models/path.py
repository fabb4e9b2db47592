"""The path to work: steps, and employment. Advice is the core's."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, ref, utc


class Step(TenantRow):
    """A step on somebody's path: a CV that is done, an application sent, an interview."""

    __tablename__ = "gatherings_step"

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(40))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")


class Employment(TenantRow):
    """What is known of a job behind an outcome: the employer, and what was seen of it.

    `asked_email` is where the newest link to confirm it was sent, by `asked_by`, at `asked_at`.
    """

    __tablename__ = "gatherings_employment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "outcome_id", name="uq_gatherings_employment_outcome"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    outcome_id: Mapped[UUID] = ref("outcome", ondelete="CASCADE")
    employer: Mapped[str] = mapped_column(String(200))
    evidence: Mapped[str] = mapped_column(String(40))
    asked_email: Mapped[str | None] = mapped_column(String(254))
    asked_at: Mapped[datetime | None] = utc()
    asked_by: Mapped[UUID | None] = ref("account")

    outcome = belongs_to("Employment", "outcome_id", "Outcome")
    enrolment = belongs_to("Employment", "enrolment_id", "Enrolment")
