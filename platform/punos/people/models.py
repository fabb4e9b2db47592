"""Facts about people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, ref, utc
from punos.i18n import _

NAMELESS = "–"
"""What stands for the name of somebody who was erased."""


class Person(TenantRow):
    """A participant or volunteer. A first name is enough; an e-mail address is not required.

    `sort_key` and `search_text` are computed in Python (`punos.texts`), because the database sorts
    in collation C. Personal identity codes have no field here and are refused in every other.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_sort_key", "tenant_id", "sort_key", "id"),
        Index("ix_person_email", "tenant_id", "email_folded"),
    )

    unit_id: Mapped[UUID | None] = ref("unit")
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    email_folded: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(8), default="en")
    sort_key: Mapped[str] = mapped_column(String(400))
    search_text: Mapped[str] = mapped_column(String(600))
    is_sample: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Made to look around with, and removed whole with its sample cycle."""
    created_at: Mapped[datetime] = utc()
    erased_at: Mapped[datetime | None] = utc()
    """Since when nothing is known of them but that they were there: see `punos.privacy`."""

    @property
    def full_name(self) -> str:
        """Given and family name, or the given name alone."""
        # By the name itself: lists load no other column of a person.
        if self.given_name == NAMELESS:
            return _("Somebody who was erased")
        return f"{self.given_name} {self.family_name}" if self.family_name else self.given_name


class Consent(TenantRow):
    """One decision about one purpose. Rows are only added: the newest one of a purpose holds."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("decision IN ('given', 'withdrawn')", name="decision"),
        Index("ix_consent_purpose", "tenant_id", "person_id", "purpose", "decided_at"),
    )
    __web_grants__ = "SELECT, INSERT, DELETE"

    person_id: Mapped[UUID] = ref("person", ondelete="CASCADE")
    purpose: Mapped[str] = mapped_column(String(60))
    decision: Mapped[str] = mapped_column(String(20))
    text_version: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    how: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")


class PersonApart(TenantRow):
    """Staff have looked at two people who seem to be one, and said that they are two."""

    __tablename__ = "person_apart"
    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "other_id", name="uq_person_apart_other"),
        CheckConstraint("person_id < other_id", name="order"),
    )

    person_id: Mapped[UUID] = ref("person", ondelete="CASCADE")
    other_id: Mapped[UUID] = ref("person", ondelete="CASCADE")
    decided_at: Mapped[datetime] = utc()
    decided_by: Mapped[UUID | None] = ref("account")
