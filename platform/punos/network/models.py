"""Facts of the network, on both sides of the border.

A member's own rows hold exact figures and stay within its wall. What the network may read lies in a
table of the whole deployment, written by the worker after disclosure control and read by the role
*net* alone.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import GlobalRow, TenantRow, json_object, local_text, ref, utc


class NetworkFact(TenantRow):
    """One exact figure of a closed window, computed within the member's own context, once.

    `window` is a year ("2024") or several that are closed together ("2023-2025"). `part` of `whole` is
    what the figure was made from. `people` is how many different people took part in the window's cycles
    of this model, `repeats` how often one of them took part again: both are activity.
    """

    __tablename__ = "network_fact"
    __table_args__ = (
        UniqueConstraint("tenant_id", "metric", "model", "window", name="uq_network_fact_metric"),
    )
    __web_grants__ = "SELECT, INSERT"

    metric: Mapped[str] = mapped_column(String(20))
    model: Mapped[str] = mapped_column(String(60))
    window: Mapped[str] = mapped_column(String(9))
    definition: Mapped[int] = mapped_column(Integer)
    part: Mapped[int | None] = mapped_column(BigInteger)
    whole: Mapped[int | None] = mapped_column(BigInteger)
    people: Mapped[int] = mapped_column(Integer)
    repeats: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(20))
    frozen_at: Mapped[datetime] = utc()


class NetworkWindow(TenantRow):
    """A window that was closed and computed: also one in which nothing happened.

    `length` says how long personal figures are gathered here in the stretch of years to which the
    window belongs: 1 or 3. It rests on how many took part in its first year alone.
    """

    __tablename__ = "network_window"
    __table_args__ = (
        UniqueConstraint("tenant_id", "window", name="uq_network_window_window"),
        CheckConstraint("length IN (1, 3)", name="length"),
    )
    __web_grants__ = "SELECT, INSERT"

    window: Mapped[str] = mapped_column(String(9))
    length: Mapped[int] = mapped_column(Integer)
    frozen_at: Mapped[datetime] = utc()


class NetworkShare(TenantRow):
    """The member's choice to share one metric of one window. No row: not shared."""

    __tablename__ = "network_share"
    __table_args__ = (
        UniqueConstraint("tenant_id", "metric", "window", name="uq_network_share_metric"),
    )

    metric: Mapped[str] = mapped_column(String(20))
    window: Mapped[str] = mapped_column(String(9))
    chosen_at: Mapped[datetime] = utc()
    chosen_by: Mapped[UUID | None] = ref("account")


class PublishedFact(GlobalRow):
    """A figure after disclosure control, as the network sees it.

    A hidden one has no numbers. `value` is a count, a share from 0 to 1, or cents.
    """

    __tablename__ = "published_fact"
    __table_args__ = (
        CheckConstraint("state IN ('shown', 'hidden', 'not_enough')", name="state"),
        CheckConstraint("(state = 'shown') = (value IS NOT NULL)", name="numbers"),
        CheckConstraint("state = 'shown' OR num_nonnulls(part, whole) = 0", name="parts"),
        # One to tell a figure's median and range from, one to find whose figures there are: so that
        # the network's desk reads an index and no rows but a page's.
        Index("ix_published_fact_value", "model", "window", "metric", "value"),
        Index("ix_published_fact_member", "model", "window", "member_id"),
    )

    member_id: Mapped[UUID] = mapped_column(
        Uuid,
        ForeignKey("tenant.id", name="fk_published_fact_member_id"),
        primary_key=True,
    )
    model: Mapped[str] = mapped_column(String(60), primary_key=True)
    metric: Mapped[str] = mapped_column(String(20), primary_key=True)
    window: Mapped[str] = mapped_column(String(9), primary_key=True)
    definition: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    value: Mapped[float | None] = mapped_column(Float)
    part: Mapped[int | None] = mapped_column(BigInteger)
    whole: Mapped[int | None] = mapped_column(BigInteger)
    basis: Mapped[str] = mapped_column(String(20))
    frozen_on: Mapped[date]


class NetworkOnboarding(TenantRow):
    """A new association that the network's coordinator has asked for by form."""

    __tablename__ = "network_onboarding"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug", name="uq_network_onboarding_slug"),
        CheckConstraint("state IN ('asked', 'live', 'failed')", name="state"),
    )

    slug: Mapped[str] = mapped_column(String(40))
    names: Mapped[dict[str, str]] = local_text()
    short_name: Mapped[str] = mapped_column(String(60))
    languages: Mapped[list[str]] = json_object()
    plugins: Mapped[list[str]] = json_object()
    admin_email: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(20), default="asked")
    problem: Mapped[str | None] = mapped_column(String(60))
    made_id: Mapped[UUID | None] = mapped_column(Uuid)
    asked_by: Mapped[UUID | None] = ref("account")
    asked_at: Mapped[datetime] = utc()
    changed_at: Mapped[datetime] = utc()


class NetworkAnnouncement(TenantRow):
    """Something that the network tells its members."""

    __tablename__ = "network_announcement"

    titles: Mapped[dict[str, str]] = local_text()
    texts: Mapped[dict[str, str]] = local_text()
    made_by: Mapped[UUID | None] = ref("account")
    made_at: Mapped[datetime] = utc()
    sent_to: Mapped[int] = mapped_column(Integer, default=0)


class ReceivedAnnouncement(TenantRow):
    """An announcement as a member has received it."""

    __tablename__ = "received_announcement"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inbox_id", name="uq_received_announcement_inbox"),
    )

    inbox_id: Mapped[UUID] = ref("border_inbox")
    titles: Mapped[dict[str, str]] = local_text()
    texts: Mapped[dict[str, str]] = local_text()
    received_at: Mapped[datetime] = utc()
    put_away_at: Mapped[datetime | None] = utc()
