"""A camp, and what its participants need there."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, local_text, ref, utc


class Camp(TenantRow):
    """A camp of a cycle. Its participants are the members of its group, its sessions their meetings.

    Whoever gets a free place from the waiting list has `offer_hours` to answer. What people need is
    erased `needs_days` after the last day; `needs_erased_at` says when it was.
    """

    __tablename__ = "gatherings_camp"
    __table_args__ = (
        UniqueConstraint("tenant_id", "group_id", name="uq_gatherings_camp_group"),
        CheckConstraint("last_on >= first_on", name="days"),
        CheckConstraint("register_until >= register_from", name="registration"),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("offer_hours BETWEEN 1 AND 720", name="offer_hours"),
        CheckConstraint("needs_days BETWEEN 0 AND 90", name="needs_days"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    group_id: Mapped[UUID] = ref("enrolment_group")
    names: Mapped[dict[str, str]] = local_text()
    about: Mapped[dict[str, str]] = local_text(default=dict)
    place: Mapped[str | None] = mapped_column(String(200))
    first_on: Mapped[date]
    last_on: Mapped[date]
    register_from: Mapped[date]
    register_until: Mapped[date]
    places: Mapped[int] = mapped_column(Integer)
    offer_hours: Mapped[int] = mapped_column(Integer, default=48)
    needs_days: Mapped[int] = mapped_column(Integer, default=14)
    needs_erased_at: Mapped[datetime | None] = utc()
    note: Mapped[str | None] = mapped_column(Text)

    group = belongs_to("Camp", "group_id", "Group")


class Need(TenantRow):
    """What somebody needs at the camp: sensitive, seen under a permission of its own, then erased."""

    __tablename__ = "gatherings_need"
    __table_args__ = (UniqueConstraint("tenant_id", "seat_id", name="uq_gatherings_need_seat"),)

    camp_id: Mapped[UUID] = ref("gatherings_camp", ondelete="CASCADE")
    seat_id: Mapped[UUID] = ref("gatherings_seat", ondelete="CASCADE")
    diet: Mapped[str] = mapped_column(String(500), default="")
    health: Mapped[str] = mapped_column(String(1000), default="")
    other: Mapped[str] = mapped_column(String(1000), default="")
    told_at: Mapped[datetime] = utc()
