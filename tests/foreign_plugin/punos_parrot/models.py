"""What the parrot remembers."""

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, ref


class Word(TenantRow):
    """A word, and the enrolment about which it was heard."""

    __tablename__ = "parrot_word"

    enrolment_id: Mapped[UUID | None] = ref("enrolment", ondelete="CASCADE")
    word: Mapped[str] = mapped_column(String(40))
