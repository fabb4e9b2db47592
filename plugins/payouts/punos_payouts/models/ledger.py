"""What was earned, what fell away again, and every transfer. Nothing here is ever changed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, ref, utc

ACCOUNTS = ("promised", "earned", "claimed", "approved", "paid")
"""The way that money takes. A transfer credits one and debits another."""
SUBJECTS = ("line", "group", "person", "meeting", "cycle")


class Earning(TenantRow):
    """A line earned by a subject, at the amount of its version on that day.

    Once for each line and subject, and once more for each time that it fell away (`after_id`): the
    constraint holds it, whatever is retried, replayed or raced. `fact_id` is what it rests on where that
    is not the subject itself: the outcome, say.
    """

    __tablename__ = "payouts_earning"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "line_id",
            "subject_id",
            "after_id",
            name="uq_payouts_earning_subject",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(f"subject_kind IN {SUBJECTS}", name="subject_kind"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )
    __web_grants__ = "SELECT, INSERT"

    line_id: Mapped[UUID] = ref("payouts_line")
    version_id: Mapped[UUID] = ref("payouts_line_version")
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    fact_id: Mapped[UUID | None] = mapped_column(Uuid)
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    earned_on: Mapped[date]
    recorded_at: Mapped[datetime] = utc()
    after_id: Mapped[UUID | None] = ref("payouts_reversal", use_alter=True)

    line = belongs_to("Earning", "line_id", "Line")


class Reversal(TenantRow):
    """The fact behind an earning fell away. Once for each earning."""

    __tablename__ = "payouts_reversal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "earning_id", name="uq_payouts_reversal_earning"),
    )
    __web_grants__ = "SELECT, INSERT"

    earning_id: Mapped[UUID] = ref("payouts_earning")
    reason: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime] = utc()

    earning = belongs_to("Reversal", "earning_id", "Earning")


class Transfer(TenantRow):
    """Cents that move from one account of a line to another, once for each cause.

    `cause_id` is the earning, the reversal, the claim or the payment that `kind` names; a claim that
    was returned and sent again moves once for each `turn`.
    """

    __tablename__ = "payouts_transfer"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "line_id", "kind", "cause_id", "turn", name="uq_payouts_transfer_cause"
        ),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        CheckConstraint(f"debit IN {ACCOUNTS}", name="debit"),
        CheckConstraint(f"credit IN {ACCOUNTS}", name="credit"),
        CheckConstraint(
            "kind IN ('earned', 'reversed', 'submitted', 'returned', 'approved', 'paid')",
            name="kind",
        ),
    )
    __web_grants__ = "SELECT, INSERT"

    agreement_id: Mapped[UUID] = ref("payouts_agreement")
    line_id: Mapped[UUID] = ref("payouts_line")
    kind: Mapped[str] = mapped_column(String(20))
    cause_id: Mapped[UUID] = mapped_column(Uuid)
    turn: Mapped[int] = mapped_column(default=0)
    debit: Mapped[str] = mapped_column(String(20))
    credit: Mapped[str] = mapped_column(String(20))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime] = utc()

    line = belongs_to("Transfer", "line_id", "Line")


class Waiting(TenantRow):
    """A subject that would earn a line and does not, since a cap is full. The earliest gets room first.

    The row goes when there is room, or when the fact falls.
    """

    __tablename__ = "payouts_waiting"
    __table_args__ = (
        UniqueConstraint("tenant_id", "line_id", "subject_id", name="uq_payouts_waiting_subject"),
        CheckConstraint(f"subject_kind IN {SUBJECTS}", name="subject_kind"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    line_id: Mapped[UUID] = ref("payouts_line")
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    earned_on: Mapped[date]

    line = belongs_to("Waiting", "line_id", "Line")
