"""Facts about referrals, at the association that sends and at the one that receives."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc

SENT_STATES = (
    "asked",
    "refused",
    "sent",
    "accepted",
    "declined",
    "withdrawn",
    "expired",
    "failed",
)
RECEIVED_STATES = ("waiting", "accepted", "declined", "erased")


class Referral(TenantRow):
    """What the sender keeps: whom, to whom, and what she agreed to; of the receiver the status only.

    `offered` are the names of the fields that may be handed over, `chosen` those she agreed to.
    `claims` says which of the two associations may claim it when she finds work.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(f"state IN {SENT_STATES}", name="state"),
        CheckConstraint("claims IN ('sender', 'receiver')", name="claims"),
    )

    person_id: Mapped[UUID] = ref("person")
    receiver_id: Mapped[UUID] = mapped_column(Uuid)
    receiver_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(40))
    offered: Mapped[list[str]] = json_object()
    chosen: Mapped[list[str]] = json_object(default=list)
    claims: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="asked")
    expires_on: Mapped[date]
    outbox_id: Mapped[UUID | None] = ref("border_outbox")
    made_by: Mapped[UUID | None] = ref("account")
    made_at: Mapped[datetime] = utc()
    agreed_at: Mapped[datetime | None] = utc()
    accepted_on: Mapped[date | None]
    changed_at: Mapped[datetime] = utc()

    person = belongs_to("Referral", "person_id", "Person")


class ReceivedReferral(TenantRow):
    """What the receiver was handed: `data` holds the reason, and the values by name of field.

    It is emptied when the consent ends, at the latest, and what it is sorted and found by with it.
    `person_id` is set once she has become a participant of the receiver's own.
    """

    __tablename__ = "received_referral"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inbox_id", name="uq_received_referral_inbox"),
        CheckConstraint(f"state IN {RECEIVED_STATES}", name="state"),
        CheckConstraint("claims IN ('sender', 'receiver')", name="claims"),
    )

    inbox_id: Mapped[UUID] = ref("border_inbox")
    sender_name: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = json_object()
    sort_key: Mapped[str] = mapped_column(String(400), default="")
    search_text: Mapped[str] = mapped_column(String(600), default="")
    claims: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    expires_on: Mapped[date]
    person_id: Mapped[UUID | None] = ref("person")
    received_at: Mapped[datetime] = utc()
    decided_at: Mapped[datetime | None] = utc()
    decided_by: Mapped[UUID | None] = ref("account")
    changed_at: Mapped[datetime] = utc()

    person = belongs_to("ReceivedReferral", "person_id", "Person")
