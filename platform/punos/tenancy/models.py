"""Facts about associations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import GlobalRow, TenantRow, json_object, local_text, utc
from punos.ids import new_id

KINDS = ("association", "network", "funder")


class Tenant(GlobalRow):
    """An association, the network's desk or a funder. Holds only what the way in needs."""

    __tablename__ = "tenant"
    __table_args__ = (
        UniqueConstraint("slug", name="uq_tenant_slug"),
        CheckConstraint("kind IN ('association', 'network', 'funder')", name="kind"),
        CheckConstraint("state IN ('active', 'suspended', 'closed')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20), default="association")
    state: Mapped[str] = mapped_column(String(20), default="active")
    created_at: Mapped[datetime] = utc()


class TenantHost(GlobalRow):
    """A host name by which a tenant is reached, lower case and without a port."""

    __tablename__ = "tenant_host"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    canonical: Mapped[bool] = mapped_column(default=False)


class PublicTenant(GlobalRow):
    """What everybody here may know of a tenant: the names that its own front page shows."""

    __tablename__ = "public_tenant"
    __table_args__ = (Index("ix_public_tenant_sort_key", "sort_key", "id"),)

    id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("tenant.id", name="fk_public_tenant_id"), primary_key=True
    )
    names: Mapped[dict[str, str]] = local_text()
    short_name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(400))
    search_text: Mapped[str] = mapped_column(String(1000))
    changed_at: Mapped[datetime] = utc()


class TenantConfig(TenantRow):
    """A tenant's settings: one document, and the document that was last applied from its folder.

    A key that differs between the two was changed on a page: it is drift, and is kept.
    """

    __tablename__ = "tenant_config"
    __table_args__ = (UniqueConstraint("tenant_id", name="uq_tenant_config_tenant_id"),)

    current: Mapped[dict[str, Any]] = json_object()
    applied: Mapped[dict[str, Any]] = json_object()
    changed_at: Mapped[datetime] = utc()


class TenantPlugin(TenantRow):
    """The state of an installed plugin at a tenant: available, on, suspended or off."""

    __tablename__ = "tenant_plugin"
    __table_args__ = (
        UniqueConstraint("tenant_id", "plugin", name="uq_tenant_plugin_plugin"),
        CheckConstraint("state IN ('available', 'on', 'suspended', 'off')", name="state"),
    )

    plugin: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20))
    settings: Mapped[dict[str, Any]] = json_object(default=dict)
    changed_at: Mapped[datetime] = utc()
