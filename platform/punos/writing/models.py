"""Facts about messages that staff write to people."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, local_text, ref, utc

STATES = ("draft", "sending", "sent", "stopped")


class MessageTemplate(TenantRow):
    """A text with merge fields that staff start a message from, by language."""

    __tablename__ = "message_template"

    names: Mapped[dict[str, str]] = local_text()
    subjects: Mapped[dict[str, str]] = local_text()
    bodies: Mapped[dict[str, str]] = local_text()
    changed_at: Mapped[datetime] = utc()
    changed_by: Mapped[UUID | None] = ref("account")


class Message(TenantRow):
    """A message to many: what was written, to whom by which list, and how far its sending is.

    `audience` names the list that it began from, `arguments` are that list's filters, so that it can be
    told later to whom it went. With `shown_until` it also stands on the pages of those who got it.
    `needed` marks what people have to know to take part: it goes to those, too, who want no other mail.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'sending', 'sent', 'stopped')", name="state"),
        Index("ix_message_created", "tenant_id", "created_at"),
    )

    audience: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]] = json_object(default=dict)
    cycle_id: Mapped[UUID | None] = ref("cycle")
    unit_id: Mapped[UUID | None] = ref("unit")
    subjects: Mapped[dict[str, str]] = local_text(default=dict)
    bodies: Mapped[dict[str, str]] = local_text(default=dict)
    needed: Mapped[bool] = mapped_column(default=False)
    shown_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    total: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = utc()
    created_by: Mapped[UUID | None] = ref("account")
    sent_at: Mapped[datetime | None] = utc()


class MessageCopy(TenantRow):
    """One person's copy of a message. Unique, so that nobody gets a second one after a crash.

    The copies are made when the sending is confirmed, by whoever may see these people; the worker then
    turns those that wait into mails. Each is there also for somebody who gets no mail: she can read the
    message on her own page, and be called.
    """

    __tablename__ = "message_copy"
    __table_args__ = (
        UniqueConstraint("tenant_id", "message_id", "person_id", name="uq_message_copy_person"),
        CheckConstraint("state IN ('waiting', 'queued', 'no_address', 'opted_out')", name="state"),
        Index("ix_message_copy_waiting", "tenant_id", "message_id", "state"),
        Index("ix_message_copy_person", "tenant_id", "person_id"),
    )

    message_id: Mapped[UUID] = ref("message", ondelete="CASCADE")
    person_id: Mapped[UUID] = ref("person", ondelete="CASCADE")
    enrolment_id: Mapped[UUID | None] = ref("enrolment")
    mail_id: Mapped[UUID | None] = ref("mail")
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    dealt_at: Mapped[datetime | None] = utc()

    message = belongs_to("MessageCopy", "message_id", "Message")
    person = belongs_to("MessageCopy", "person_id", "Person")


class MailStop(TenantRow):
    """Somebody wants no mail but what they need to take part. Deleting the row takes it back."""

    __tablename__ = "mail_stop"
    __table_args__ = (UniqueConstraint("tenant_id", "person_id", name="uq_mail_stop_person"),)

    person_id: Mapped[UUID] = ref("person", ondelete="CASCADE")
    how: Mapped[str] = mapped_column(String(40))
    stopped_at: Mapped[datetime] = utc()
