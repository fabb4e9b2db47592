"""Facts about groups."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from punos.db import TenantRow, belongs_to, ref, utc

STATES = ("active", "ended")


class Group(TenantRow):
    """Enrolments that meet. Its kind is the programme model's word: pair, team, peer group, camp."""

    __tablename__ = "enrolment_group"
    __table_args__ = (CheckConstraint("state IN ('active', 'ended')", name="state"),)

    cycle_id: Mapped[UUID] = ref("cycle")
    parent_id: Mapped[UUID | None] = ref("enrolment_group")
    unit_id: Mapped[UUID | None] = ref("unit")
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="active")
    activated_at: Mapped[datetime] = utc()
    ended_at: Mapped[datetime | None] = utc()
    end_reason: Mapped[str | None] = mapped_column(String(40))
    responsible_id: Mapped[UUID | None] = ref("account")
    chat_url: Mapped[str | None] = mapped_column(String(2000))
    """Where its members talk with each other, on a service of their own choice."""
    contacted_at: Mapped[datetime | None] = utc()
    """When one of them said that they have been in touch. Who has met or agreed on when, need not say so."""

    cycle = belongs_to("Group", "cycle_id", "Cycle")
    unit = belongs_to("Group", "unit_id", "Unit")
    aims: Mapped[list[dict[str, str]] | None] = query_expression()
    """Source, text and state of each aim; read only where a query asks for it (`with_cycle`)."""
    present_roles: Mapped[list[str] | None] = query_expression()
    """The roles of those who are in it now; likewise."""
    visits: Mapped[list[dict[str, str | None]] | None] = query_expression()
    """Likewise the visits to employers of whoever is in it: id, kind, state, day and place."""
    care: Mapped[dict[str, Any] | None] = query_expression()
    """Likewise its break, who was asked how it goes, and whether it has met (`punos.care.beside`)."""


class Membership(TenantRow):
    """An enrolment in a group.

    `exclusive` is set where the programme model allows one such membership at a time (a mentee has
    one pair); the database then refuses a second one, whoever raced whom.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("tenant_id", "group_id", "enrolment_id", name="uq_membership_enrolment"),
        Index(
            "uq_membership_exclusive",
            "tenant_id",
            "enrolment_id",
            unique=True,
            postgresql_where="exclusive AND left_on IS NULL",
        ),
    )

    group_id: Mapped[UUID] = ref("enrolment_group", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment")
    role: Mapped[str] = mapped_column(String(40))
    exclusive: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    group = belongs_to("Membership", "group_id", "Group")
    enrolment = belongs_to("Membership", "enrolment_id", "Enrolment")


class GroupGoal(TenantRow):
    """An aim of a pair or group: its own, or the programme's. `state`: open · reached · dropped."""

    __tablename__ = "group_goal"
    __table_args__ = (
        CheckConstraint("source IN ('programme', 'group')", name="source"),
        CheckConstraint("state IN ('open', 'reached', 'dropped')", name="state"),
    )

    group_id: Mapped[UUID] = ref("enrolment_group", ondelete="CASCADE")
    source: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(20), default="open")
    set_by: Mapped[UUID | None] = ref("enrolment")
    created_at: Mapped[datetime] = utc()
    changed_at: Mapped[datetime] = utc()
