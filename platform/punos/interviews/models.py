"""Facts about interviews."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc


class InterviewSlot(TenantRow):
    """A time at which one of the staff can talk with an applicant, who chooses it by themselves.

    `state`: open · booked · held · missed (they did not come) · withdrawn (by staff). A slot with a
    `unit_id` is for that unit's applicants, one with a `role` for those who apply in it. Kept as local
    time plus zone, as a meeting is. `revision` is the number of its last change, which rises through the
    whole cycle: whoever changes to another time keeps one entry in their calendar.
    """

    __tablename__ = "interview_slot"
    __table_args__ = (
        Index(
            "uq_interview_slot_host",
            "tenant_id",
            "host_id",
            "local_start",
            unique=True,
            postgresql_where="state <> 'withdrawn'",
        ),
        Index(
            "uq_interview_slot_booked",
            "tenant_id",
            "enrolment_id",
            unique=True,
            postgresql_where="state = 'booked'",
        ),
        Index("ix_interview_slot_cycle", "tenant_id", "cycle_id", "local_start"),
        CheckConstraint("state IN ('open', 'booked', 'held', 'missed', 'withdrawn')", name="state"),
        CheckConstraint("(enrolment_id IS NULL) = (state IN ('open', 'withdrawn'))", name="booked"),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
    )

    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")
    unit_id: Mapped[UUID | None] = ref("unit")
    host_id: Mapped[UUID] = ref("account")
    role: Mapped[str | None] = mapped_column(String(40))
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Helsinki")
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String(300))
    """Where: a place, a telephone number, or the address of a video meeting."""
    state: Mapped[str] = mapped_column(String(20), default="open")
    enrolment_id: Mapped[UUID | None] = ref("enrolment")
    booked_at: Mapped[datetime | None] = utc()
    reminded_at: Mapped[datetime | None] = utc()
    revision: Mapped[int] = mapped_column(Integer, default=0)

    cycle = belongs_to("InterviewSlot", "cycle_id", "Cycle")
    host = belongs_to("InterviewSlot", "host_id", "Account")
    enrolment = belongs_to("InterviewSlot", "enrolment_id", "Enrolment")


class InterviewGuest(TenantRow):
    """One more of the staff who joins an interview: a partner association's worker, say."""

    __tablename__ = "interview_guest"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slot_id", "account_id", name="uq_interview_guest_account"),
    )

    slot_id: Mapped[UUID] = ref("interview_slot", ondelete="CASCADE")
    account_id: Mapped[UUID] = ref("account")


class InterviewScore(TenantRow):
    """What one of the staff thinks of an applicant after talking with them; each has a sheet of their own.

    `marks` holds a mark of 1 to 5 by the short name of each criterion of the programme's score sheet.
    `recommends` is accept, waiting, refuse or None.
    """

    __tablename__ = "interview_score"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "enrolment_id", "account_id", name="uq_interview_score_account"
        ),
        CheckConstraint("recommends IN ('accept', 'waiting', 'refuse')", name="recommends"),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    account_id: Mapped[UUID] = ref("account")
    unit_id: Mapped[UUID | None] = ref("unit")
    """The applicant's, so that whoever is limited to a unit sees its own."""
    marks: Mapped[dict[str, Any]] = json_object(default=dict)
    recommends: Mapped[str | None] = mapped_column(String(20))
    summary: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[datetime] = utc()

    enrolment = belongs_to("InterviewScore", "enrolment_id", "Enrolment")
    account = belongs_to("InterviewScore", "account_id", "Account")
