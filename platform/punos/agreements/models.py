"""Facts about what people agree to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, local_text, ref, utc

KINDS = ("guidelines", "agreement")


class AgreementVersion(TenantRow):
    """One version of a programme's ethical guidelines or mentoring agreement, in every language.

    Never changed once published: what somebody accepted can still be read as they read it.
    """

    __tablename__ = "agreement_version"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "programme_id", "kind", "number", name="uq_agreement_version_number"
        ),
        CheckConstraint("kind IN ('guidelines', 'agreement')", name="kind"),
    )
    __web_grants__ = "SELECT, INSERT"

    programme_id: Mapped[UUID] = ref("programme")
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)
    texts: Mapped[dict[str, str]] = local_text()
    published_at: Mapped[datetime] = utc()
    published_by: Mapped[UUID | None] = ref("account")


class AgreementAcceptance(TenantRow):
    """Somebody has accepted a version, as read in a language."""

    __tablename__ = "agreement_acceptance"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "enrolment_id", "version_id", name="uq_agreement_acceptance_version"
        ),
    )
    __web_grants__ = "SELECT, INSERT, DELETE"

    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    version_id: Mapped[UUID] = ref("agreement_version")
    language: Mapped[str] = mapped_column(String(8))
    accepted_at: Mapped[datetime] = utc()

    version = belongs_to("AgreementAcceptance", "version_id", "AgreementVersion")
