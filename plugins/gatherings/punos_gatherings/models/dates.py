"""A season of meetings by rule, and what the core's meeting does not know of one."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, local_text, ref, utc


class Season(TenantRow):
    """The rule by which a cycle's group meets, every second Saturday say.

    `rule` is an RRULE of RFC 5545 without its start; days and times are local, as people agree on
    them, so that a meeting at two o'clock stays at two when summer time begins.
    """

    __tablename__ = "gatherings_season"
    __table_args__ = (
        UniqueConstraint("tenant_id", "group_id", name="uq_gatherings_season_group"),
        CheckConstraint("until >= first_on", name="days"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    group_id: Mapped[UUID] = ref("enrolment_group")
    rule: Mapped[str] = mapped_column(String(200))
    first_on: Mapped[date]
    until: Mapped[date]
    starts: Mapped[time]
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String(200))
    capacity: Mapped[int | None] = mapped_column(Integer)


class Occasion(TenantRow):
    """A meeting of a season, a session of a camp, or a one-off event: what is told about it.

    `rule_day` is the day that the season's rule gave, whatever day it was moved to. `note` says why
    it was moved, cancelled, or lies outside of the programme's period. `capacity` None: no limit.
    """

    __tablename__ = "gatherings_occasion"
    __table_args__ = (
        UniqueConstraint("tenant_id", "meeting_id", name="uq_gatherings_occasion_meeting"),
        UniqueConstraint(
            "tenant_id", "season_id", "rule_day", name="uq_gatherings_occasion_rule_day"
        ),
        CheckConstraint("capacity > 0", name="capacity"),
    )

    meeting_id: Mapped[UUID] = ref("meeting", ondelete="CASCADE")
    season_id: Mapped[UUID | None] = ref("gatherings_season")
    rule_day: Mapped[date | None]
    names: Mapped[dict[str, str]] = local_text(default=dict)
    aim: Mapped[dict[str, str]] = local_text(default=dict)
    themes: Mapped[dict[str, str]] = local_text(default=dict)
    capacity: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)

    meeting = belongs_to("Occasion", "meeting_id", "Meeting")


class Contributor(TenantRow):
    """Somebody who leads or visits a meeting: a facilitator, a role model, an expert, an adviser."""

    __tablename__ = "gatherings_contributor"
    __table_args__ = (
        CheckConstraint("part IN ('facilitator', 'role_model', 'expert', 'adviser')", name="part"),
    )

    meeting_id: Mapped[UUID] = ref("meeting", ondelete="CASCADE")
    part: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer, default=0)


class Newcomer(TenantRow):
    """Somebody who came in without an address: at the door of a meeting, or by signing up.

    Nothing but `token` tells two sendings of their form from two people of one name. The page made it
    at random, and it went nowhere else: whoever sends it again is the same browser.
    """

    __tablename__ = "gatherings_newcomer"
    __table_args__ = (UniqueConstraint("tenant_id", "token", name="uq_gatherings_newcomer_token"),)

    meeting_id: Mapped[UUID | None] = ref("meeting", ondelete="CASCADE")
    token: Mapped[UUID]
    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    added_at: Mapped[datetime] = utc()
