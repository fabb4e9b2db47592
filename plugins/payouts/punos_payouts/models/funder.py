"""The funder's own rows: frames, what they are allocated to, and what was received."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
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
    """A part of a frame that is promised to one grantee by an agreement."""

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
    agreement_number: Mapped[str] = mapped_column(String(40))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    approved_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    pool_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    """What was approved for joint events that this grantee led, beyond its own amount."""
    paid_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = utc()

    frame = belongs_to("Allocation", "frame_id", "Frame")


class ReceivedClaim(TenantRow):
    """A claim as it arrived: counts, amounts and ids. Each turn of a claim is a row of its own."""

    __tablename__ = "payouts_received_claim"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inbox_id", name="uq_payouts_received_claim_inbox"),
        CheckConstraint(f"state IN {RECEIVED_STATES}", name="state"),
        CheckConstraint("paid_cents BETWEEN 0 AND amount_cents", name="paid"),
        CheckConstraint("state <> 'paid' OR paid_cents = amount_cents", name="settled"),
        CheckConstraint("state IN ('approved', 'paid') OR paid_cents = 0", name="approved_first"),
    )

    inbox_id: Mapped[UUID] = ref("border_inbox")
    sender_id: Mapped[UUID] = mapped_column(Uuid)
    sender_name: Mapped[str] = mapped_column(String(200))
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
    """The newest figures that a grantee has sent of an agreement."""

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
    payload: Mapped[dict[str, Any]] = json_object()
    received_at: Mapped[datetime] = utc()
