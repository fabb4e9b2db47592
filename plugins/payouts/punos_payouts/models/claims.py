"""Claims: what the association asks the funder to pay."""

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

CLAIM_STATES = ("draft", "submitted", "approved", "paid", "returned")


class Claim(TenantRow):
    """One claim of an agreement. What a second person has signed is the content with that hash alone.

    Of an agreement one claim at a time is not decided. `turn` counts how often it was sent. `made_by` is
    who made it, or who opened it again after it came back; `editors` are the accounts that have changed
    it since then; none of them may sign. `left_out` are lines that somebody leaves for a later claim.
    `sent_how` and `decided_how` say whether it went over the border or by hand; `payload` is what left.
    """

    __tablename__ = "payouts_claim"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", name="uq_payouts_claim_number"),
        Index(
            "uq_payouts_claim_open",
            "tenant_id",
            "agreement_id",
            unique=True,
            postgresql_where="state IN ('draft', 'submitted', 'returned')",
        ),
        CheckConstraint(f"state IN {CLAIM_STATES}", name="state"),
        CheckConstraint("signed_by IS NULL OR signed_by <> made_by", name="four_eyes"),
        CheckConstraint("signed_how IN ('account', 'link')", name="signed_how"),
        CheckConstraint(
            "state IN ('draft', 'returned') OR (signed_how IS NOT NULL AND signed_hash = content_hash)",
            name="signed",
        ),
        CheckConstraint("approved_cents BETWEEN 0 AND greatest(amount_cents, 0)", name="approved"),
        CheckConstraint("paid_cents BETWEEN 0 AND approved_cents", name="paid"),
        CheckConstraint(
            "state NOT IN ('approved', 'paid') OR approved_cents = amount_cents", name="decided"
        ),
        CheckConstraint("state <> 'paid' OR paid_cents = approved_cents", name="settled"),
    )

    agreement_id: Mapped[UUID] = ref("payouts_agreement")
    number: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    turn: Mapped[int] = mapped_column(Integer, default=0)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    approved_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    content_hash: Mapped[str] = mapped_column(String(64))
    left_out: Mapped[list[str]] = json_object(default=list)
    note: Mapped[str | None] = mapped_column(String(500))
    """For the association alone: it never leaves."""
    made_by: Mapped[UUID | None] = ref("account")
    made_at: Mapped[datetime] = utc()
    editors: Mapped[list[str]] = json_object(default=list)
    changed_at: Mapped[datetime] = utc()
    signed_how: Mapped[str | None] = mapped_column(String(20))
    signed_by: Mapped[UUID | None] = ref("account")
    signed_name: Mapped[str | None] = mapped_column(String(200))
    signed_at: Mapped[datetime | None] = utc()
    signed_hash: Mapped[str | None] = mapped_column(String(64))
    submitted_at: Mapped[datetime | None] = utc()
    sent_how: Mapped[str | None] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = json_object(default=dict)
    outbox_id: Mapped[UUID | None] = ref("border_outbox")
    decided_at: Mapped[datetime | None] = utc()
    decided_how: Mapped[str | None] = mapped_column(String(20))

    agreement = belongs_to("Claim", "agreement_id", "Agreement")


class ClaimLine(TenantRow):
    """What a claim asks for on one line; below zero where more fell away than was earned since.

    `reason` is what the funder said when the claim was returned.
    """

    __tablename__ = "payouts_claim_line"
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "line_id", name="uq_payouts_claim_line_line"),
    )

    claim_id: Mapped[UUID] = ref("payouts_claim", ondelete="CASCADE")
    line_id: Mapped[UUID] = ref("payouts_line")
    units: Mapped[int] = mapped_column(Integer)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(500))

    line = belongs_to("ClaimLine", "line_id", "Line")


class ClaimItem(TenantRow):
    """An earning, or a reversal of one that was claimed, in a claim: each in one claim at most."""

    __tablename__ = "payouts_claim_item"
    __table_args__ = (
        UniqueConstraint("tenant_id", "earning_id", name="uq_payouts_claim_item_earning"),
        UniqueConstraint("tenant_id", "reversal_id", name="uq_payouts_claim_item_reversal"),
        CheckConstraint("num_nonnulls(earning_id, reversal_id) = 1", name="one"),
    )

    claim_id: Mapped[UUID] = ref("payouts_claim", ondelete="CASCADE")
    line_id: Mapped[UUID] = ref("payouts_line")
    earning_id: Mapped[UUID | None] = ref("payouts_earning")
    reversal_id: Mapped[UUID | None] = ref("payouts_reversal")

    earning = belongs_to("ClaimItem", "earning_id", "Earning")
    reversal = belongs_to("ClaimItem", "reversal_id", "Reversal")


class Payment(TenantRow):
    """Money that came for a claim. `inbox_id` is the funder's notice, when one came over the border."""

    __tablename__ = "payouts_payment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inbox_id", name="uq_payouts_payment_inbox"),
        UniqueConstraint("tenant_id", "form_id", name="uq_payouts_payment_form"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )
    __web_grants__ = "SELECT, INSERT"

    claim_id: Mapped[UUID] = ref("payouts_claim")
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date]
    inbox_id: Mapped[UUID | None] = ref("border_inbox")
    form_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Made with the form, so that sending it twice records one payment."""
    recorded_by: Mapped[UUID | None] = ref("account")
    recorded_at: Mapped[datetime] = utc()


class SignatureRequest(TenantRow):
    """A board member was asked to sign by link. She also needs a code that she is told another way."""

    __tablename__ = "payouts_signature_request"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries"),)

    claim_id: Mapped[UUID] = ref("payouts_claim", ondelete="CASCADE")
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    """Where the link went: it stands beside the signature, so that a made-up mailbox can be seen."""
    code_hash: Mapped[str] = mapped_column(String(128))
    content_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    asked_at: Mapped[datetime] = utc()
    asked_by: Mapped[UUID | None] = ref("account")
    ended_at: Mapped[datetime | None] = utc()

    claim = belongs_to("SignatureRequest", "claim_id", "Claim")


class Document(TenantRow):
    """A paper of a claim as it was signed: PDF or spreadsheet. Without a file it is being made."""

    __tablename__ = "payouts_document"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "claim_id",
            "kind",
            "language",
            "content_hash",
            name="uq_payouts_document_kind",
        ),
        CheckConstraint("kind IN ('pdf', 'xlsx')", name="kind"),
    )

    claim_id: Mapped[UUID] = ref("payouts_claim", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(10))
    content_hash: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[UUID | None] = ref("stored_file")
    made_at: Mapped[datetime] = utc()

    claim = belongs_to("Document", "claim_id", "Claim")
