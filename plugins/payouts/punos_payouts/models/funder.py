"""The funder's own rows: frames, what they are allocated to, and what was received."""

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

from punos.plugin import TenantRow, belongs_to, json_object, ref, utc

RECEIVED_STATES = ("received", "approved", "paid", "returned", "withdrawn")


class Frame(TenantRow):
    """Money that a funder has set aside. What is not allocated is the pool for joint events.

    The serving role may write what is used of it, never how much it is.
    """

    __tablename__ = "payouts_frame"
    __table_args__ = (
        CheckConstraint(
            "allocated_cents >= 0 AND pool_cents >= 0 AND allocated_cents + pool_cents <= total_cents",
            name="within",
        ),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )
    __web_grants__ = "SELECT, INSERT, UPDATE (title, allocated_cents, pool_cents)"

    title: Mapped[str] = mapped_column(String(200))
    total_cents: Mapped[int] = mapped_column(BigInteger)
    allocated_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    pool_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    """What was approved from the pool."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    made_at: Mapped[datetime] = utc()
    made_by: Mapped[UUID | None] = ref("account")


class Allocation(TenantRow):
    """A part of a frame that is promised to one grantee by an agreement.

    Named as the grantee names it: a claim belongs to the allocation of its sender with its number.
    """

    __tablename__ = "payouts_allocation"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "grantee_id", "agreement_number", name="uq_payouts_allocation_agreement"
        ),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint(
            "paid_cents >= 0 AND paid_cents <= approved_cents + pool_cents", name="paid"
        ),
        CheckConstraint("approved_cents BETWEEN 0 AND amount_cents", name="approved"),
        CheckConstraint("pool_cents >= 0", name="pool"),
    )
    __web_grants__ = "SELECT, INSERT, UPDATE (approved_cents, pool_cents, paid_cents), DELETE"

    frame_id: Mapped[UUID] = ref("payouts_frame")
    grantee_id: Mapped[UUID] = mapped_column(Uuid)
    grantee_name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(400))
    search_text: Mapped[str] = mapped_column(String(400))
    agreement_number: Mapped[str] = mapped_column(String(40))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    approved_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    pool_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    """What was approved for joint events that this grantee led, beyond its own amount."""
    paid_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = utc()

    frame = belongs_to("Allocation", "frame_id", "Frame")


class ReceivedClaim(TenantRow):
    """A claim as it arrived: counts, amounts and ids. Each turn of a claim is a row of its own.

    Of all turns of a claim one at most is alive: it waits, or was approved. So nothing is approved
    twice, however often and in whatever order it is sent. `allocation_id` is what it was approved from.
    """

    __tablename__ = "payouts_received_claim"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inbox_id", name="uq_payouts_received_claim_inbox"),
        UniqueConstraint(
            "tenant_id", "sender_id", "number", "turn", name="uq_payouts_received_claim_turn"
        ),
        Index(
            "uq_payouts_received_claim_alive",
            "tenant_id",
            "sender_id",
            "number",
            unique=True,
            postgresql_where="state IN ('received', 'approved', 'paid')",
        ),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint(
            "state NOT IN ('approved', 'paid') OR allocation_id IS NOT NULL", name="allocated"
        ),
        CheckConstraint(f"state IN {RECEIVED_STATES}", name="state"),
        CheckConstraint("paid_cents BETWEEN 0 AND amount_cents", name="paid"),
        CheckConstraint("state <> 'paid' OR paid_cents = amount_cents", name="settled"),
        CheckConstraint("state IN ('approved', 'paid') OR paid_cents = 0", name="approved_first"),
    )

    inbox_id: Mapped[UUID] = ref("border_inbox")
    sender_id: Mapped[UUID] = mapped_column(Uuid)
    sender_name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(400))
    search_text: Mapped[str] = mapped_column(String(400))
    allocation_id: Mapped[UUID | None] = ref("payouts_allocation")
    agreement_number: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(20))
    turn: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str] = mapped_column(String(30))
    payload: Mapped[dict[str, Any]] = json_object()
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    pool_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    """How much of the amount is for joint events, from the pool."""
    paid_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(20), default="received")
    reasons: Mapped[dict[str, str]] = json_object(default=dict)
    received_at: Mapped[datetime] = utc()
    decided_at: Mapped[datetime | None] = utc()
    decided_by: Mapped[UUID | None] = ref("account")

    allocation = belongs_to("ReceivedClaim", "allocation_id", "Allocation")


class ReceivedReport(TenantRow):
    """The newest figures that a grantee has sent of an agreement, by a claim or by a report.

    `lines` are by their code: `{code: {"kind", "units", "cents"}}`, each as of the day it was last told.
    """

    __tablename__ = "payouts_received_report"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "sender_id",
            "agreement_number",
            name="uq_payouts_received_report_agreement",
        ),
    )

    sender_id: Mapped[UUID] = mapped_column(Uuid)
    agreement_number: Mapped[str] = mapped_column(String(40))
    lines: Mapped[dict[str, Any]] = json_object()
    earned_cents: Mapped[int] = mapped_column(BigInteger)
    as_of: Mapped[date]
    received_at: Mapped[datetime] = utc()


class Disbursement(TenantRow):
    """Money that the funder has paid for a claim. `outbox_id` is the word of it to the grantee."""

    __tablename__ = "payouts_disbursement"
    __table_args__ = (
        UniqueConstraint("tenant_id", "form_id", name="uq_payouts_disbursement_form"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )
    __web_grants__ = "SELECT, INSERT"

    received_id: Mapped[UUID] = ref("payouts_received_claim")
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date]
    form_id: Mapped[UUID] = mapped_column(Uuid)
    """Made with the form, so that sending it twice records one payment."""
    outbox_id: Mapped[UUID] = ref("border_outbox")
    recorded_by: Mapped[UUID | None] = ref("account")
    recorded_at: Mapped[datetime] = utc()

    outbox = belongs_to("Disbursement", "outbox_id", "OutboxItem")
