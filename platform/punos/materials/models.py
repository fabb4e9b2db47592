"""Facts about materials."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, ref, utc

KINDS = ("text", "link", "file")


class Material(TenantRow):
    """A guide, form or link for a programme's people.

    `role` None is everybody, `phase` None at any time. With `cycle_id` it is that cycle's alone.
    `required` ones are to be marked as read before the first meeting: the orientation. They remind; one
    that also `blocks` has to be marked before somebody can log a first meeting themselves.
    """

    __tablename__ = "material"
    __table_args__ = (
        UniqueConstraint("tenant_id", "programme_id", "slug", name="uq_material_slug"),
    )

    programme_id: Mapped[UUID] = ref("programme")
    cycle_id: Mapped[UUID | None] = ref("cycle")
    slug: Mapped[str] = mapped_column(String(60))
    role: Mapped[str | None] = mapped_column(String(40))
    phase: Mapped[str | None] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(Integer, default=0)
    required: Mapped[bool] = mapped_column(default=False)
    blocks: Mapped[bool] = mapped_column(default=False, server_default="false")
    withdrawn_at: Mapped[datetime | None] = utc()
    created_at: Mapped[datetime] = utc()


class MaterialVersion(TenantRow):
    """A material as it was from a moment on, in one language; never changed once written."""

    __tablename__ = "material_version"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "material_id", "language", "number", name="uq_material_version_number"
        ),
        CheckConstraint("kind IN ('text', 'link', 'file')", name="kind"),
    )
    __web_grants__ = "SELECT, INSERT, DELETE"

    material_id: Mapped[UUID] = ref("material", ondelete="CASCADE")
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str | None]
    url: Mapped[str | None] = mapped_column(String(2000))
    file_id: Mapped[UUID | None] = ref("stored_file")
    made_at: Mapped[datetime] = utc()
    made_by: Mapped[UUID | None] = ref("account")

    material = belongs_to("MaterialVersion", "material_id", "Material")


class MaterialRead(TenantRow):
    """Somebody has marked a material as read or done, as it was then."""

    __tablename__ = "material_read"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "material_id", "enrolment_id", name="uq_material_read_enrolment"
        ),
    )

    material_id: Mapped[UUID] = ref("material", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    number: Mapped[int] = mapped_column(Integer)
    read_at: Mapped[datetime] = utc()
    recorded_by: Mapped[UUID | None] = ref("account")
