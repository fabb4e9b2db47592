"""Places: at a meeting, an event or a camp."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, ref, utc


class Seat(TenantRow):
    """A place that somebody has, or waits for, at one meeting or one camp.

    `state`: waiting · offered (until `offer_until`) · taken · given_up · expired (the offer was not
    answered). Those waiting are served by `asked_at`, then id.
    """

    __tablename__ = "gatherings_seat"
    __table_args__ = (
        CheckConstraint("num_nonnulls(meeting_id, camp_id) = 1", name="one_host"),
        CheckConstraint(
            "state IN ('waiting', 'offered', 'taken', 'given_up', 'expired')", name="state"
        ),
        CheckConstraint("(state = 'offered') = (offer_until IS NOT NULL)", name="offer"),
        UniqueConstraint("tenant_id", "meeting_id", "enrolment_id", name="uq_gatherings_seat"),
        UniqueConstraint("tenant_id", "camp_id", "enrolment_id", name="uq_gatherings_seat_camp"),
        Index("ix_gatherings_seat_offer", "tenant_id", "offer_until"),
    )

    meeting_id: Mapped[UUID | None] = ref("meeting", ondelete="CASCADE")
    camp_id: Mapped[UUID | None] = ref("gatherings_camp", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    state: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = utc()
    offer_until: Mapped[datetime | None] = utc()
    changed_at: Mapped[datetime] = utc()

    enrolment = belongs_to("Seat", "enrolment_id", "Enrolment")
