"""The plugin's tables: the ethical guidelines, who has accepted them, and mentors kept apart."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, local_text, ref, utc


class Guidelines(TenantRow):
    """One version of the association's ethical guidelines, in every language it was written in.

    Never changed once published: what somebody accepted can still be read as they read it.
    """

    __tablename__ = "mentor_teams_guidelines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", name="uq_mentor_teams_guidelines_number"),
    )
    __web_grants__ = "SELECT, INSERT"

    number: Mapped[int] = mapped_column(Integer)
    texts: Mapped[dict[str, str]] = local_text()
    published_at: Mapped[datetime] = utc()


class Acceptance(TenantRow):
    """Somebody has accepted a version of the guidelines, as read in a language."""

    __tablename__ = "mentor_teams_acceptance"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "enrolment_id", "guidelines_id", name="uq_mentor_teams_acceptance"
        ),
    )
    __web_grants__ = "SELECT, INSERT, DELETE"

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    guidelines_id: Mapped[UUID] = ref("mentor_teams_guidelines")
    language: Mapped[str] = mapped_column(String(8))
    accepted_at: Mapped[datetime] = utc()

    guidelines = belongs_to("Acceptance", "guidelines_id", "Guidelines")


class Apart(TenantRow):
    """Two mentors who are never proposed for one team. The smaller id comes first."""

    __tablename__ = "mentor_teams_apart"
    __table_args__ = (
        UniqueConstraint("tenant_id", "one_id", "other_id", name="uq_mentor_teams_apart"),
        CheckConstraint("one_id < other_id", name="order"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    one_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    other_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    created_at: Mapped[datetime] = utc()
