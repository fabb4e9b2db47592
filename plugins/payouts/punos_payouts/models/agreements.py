"""What was agreed with a funder."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, json_object, local_text, ref, utc

LINE_KINDS = ("lump", "unit", "outcome", "pool")
MIN_MODES = ("condition", "guaranteed_minimum", "target_only")


class Agreement(TenantRow):
    """A promise of a funder to the association, both days of its period included.

    `funder_id` is the funder's tenant where it has a desk here; without one, papers are downloaded and
    what became of them is written down by hand.
    """

    __tablename__ = "payouts_agreement"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", name="uq_payouts_agreement_number"),
        CheckConstraint("state IN ('running', 'closed')", name="state"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )

    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    funder_name: Mapped[str] = mapped_column(String(200))
    funder_id: Mapped[UUID | None] = mapped_column(Uuid)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    vat_note: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="running")
    made_at: Mapped[datetime] = utc()
    made_by: Mapped[UUID | None] = ref("account")


class Line(TenantRow):
    """One line of an agreement. What it pays is in its versions.

    lump: an amount once · unit: an amount for each unit · outcome: an amount for each person of whom an
    outcome is verified · pool: joint events, from what the funder's frame has left.
    """

    __tablename__ = "payouts_line"
    __table_args__ = (
        UniqueConstraint("tenant_id", "agreement_id", "code", name="uq_payouts_line_code"),
        CheckConstraint(f"kind IN {LINE_KINDS}", name="kind"),
    )

    agreement_id: Mapped[UUID] = ref("payouts_agreement")
    code: Mapped[str] = mapped_column(String(40))
    names: Mapped[dict[str, str]] = local_text()
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(Integer, default=0)

    agreement = belongs_to("Line", "agreement_id", "Agreement")


class LineVersion(TenantRow):
    """What a line pays from a day on, never changed once written: what was earned stays.

    `earned_by` says what earns it (see `punos_payouts.rules`), `conditions` under which conditions.
    `min_mode` is what a minimum means: a condition of all payment, a guarantee, or a target only.
    """

    __tablename__ = "payouts_line_version"
    __table_args__ = (
        UniqueConstraint("tenant_id", "line_id", "number", name="uq_payouts_line_version_number"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("min_units >= 0", name="min_units"),
        CheckConstraint("target_units >= 0", name="target_units"),
        CheckConstraint(f"min_mode IN {MIN_MODES}", name="min_mode"),
    )
    __web_grants__ = "SELECT, INSERT"

    line_id: Mapped[UUID] = ref("payouts_line")
    number: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date]
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    earned_by: Mapped[str] = mapped_column(String(40))
    conditions: Mapped[dict[str, Any]] = json_object(default=dict)
    min_units: Mapped[int | None] = mapped_column(Integer)
    min_mode: Mapped[str] = mapped_column(String(20), default="target_only")
    target_units: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = utc()
    made_by: Mapped[UUID | None] = ref("account")

    line = belongs_to("LineVersion", "line_id", "Line")


class Cap(TenantRow):
    """The most that an agreement, or one of its lines, may earn; and what has been earned of it.

    The serving role may write what is spent, and close a cap, but not raise one: another cap is another
    row, which begins with what its predecessor has spent. Without a line it is the agreement's own.
    """

    __tablename__ = "payouts_cap"
    __table_args__ = (
        CheckConstraint("spent_cents BETWEEN 0 AND cap_cents", name="spent"),
        Index(
            "uq_payouts_cap_open",
            "tenant_id",
            "agreement_id",
            "line_id",
            unique=True,
            postgresql_where="closed_at IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
    )
    __web_grants__ = "SELECT, INSERT, UPDATE (spent_cents, closed_at)"

    agreement_id: Mapped[UUID] = ref("payouts_agreement")
    line_id: Mapped[UUID | None] = ref("payouts_line")
    cap_cents: Mapped[int] = mapped_column(BigInteger)
    spent_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = utc()
    closed_at: Mapped[datetime | None] = utc()
