"""Facts about what keeps a pair going."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc


class GroupPause(TenantRow):
    """A pair or group rests for a while: nobody is reminded, and nobody counts it as quiet."""

    __tablename__ = "group_pause"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="dates"),
        Index(
            "uq_group_pause_open",
            "tenant_id",
            "group_id",
            unique=True,
            postgresql_where="ended_on IS NULL",
        ),
    )

    group_id: Mapped[UUID] = ref("enrolment_group", ondelete="CASCADE")
    from_on: Mapped[date]
    until_on: Mapped[date]
    """The last day, as they plan it."""
    ended_on: Mapped[date | None]
    """The day on which they went on; None while they rest."""
    reason: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")


class Reminder(TenantRow):
    """Somebody was reminded of something, so that they are not reminded again at once.

    `kind` is a code (first_contact, quiet, agreement, fit_check, survey …), `about` the id of what it
    was about, `count` how often.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "enrolment_id", "kind", "about", name="uq_reminder_enrolment_kind"
        ),
    )

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[UUID]
    count: Mapped[int] = mapped_column(Integer, default=1)
    sent_at: Mapped[datetime] = utc()


class FitCheck(TenantRow):
    """Somebody is asked how it goes with their pair: well, unsure, or not; and staff look at it.

    `wants` is what they would like: go_on, talk, other (somebody else), stop.
    """

    __tablename__ = "fit_check"
    __table_args__ = (
        UniqueConstraint("tenant_id", "group_id", "enrolment_id", name="uq_fit_check_enrolment"),
        CheckConstraint("answer IN ('well', 'unsure', 'not')", name="answer"),
    )

    group_id: Mapped[UUID] = ref("enrolment_group", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    unit_id: Mapped[UUID | None] = ref("unit")
    """The group's, so that whoever is limited to a unit sees its own."""
    asked_at: Mapped[datetime] = utc()
    answer: Mapped[str | None] = mapped_column(String(20))
    wants: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = utc()
    seen_at: Mapped[datetime | None] = utc()
    """When staff said that they have dealt with it."""
    seen_by: Mapped[UUID | None] = ref("account")

    enrolment = belongs_to("FitCheck", "enrolment_id", "Enrolment")
    group = belongs_to("FitCheck", "group_id", "Group")
