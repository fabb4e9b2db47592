"""The way in: which tenant answers at a host."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from punos.db import Database, Directory
from punos.tenancy.hosts import host_name
from punos.tenancy.models import Tenant, TenantHost


@dataclass(frozen=True, slots=True)
class TenantRecord:
    """What is known of a tenant before anything of it is read."""

    id: UUID
    slug: str
    kind: str
    state: str
    host: str
    """The canonical host: links in mails are made with it, never with a request's."""


def _tenants() -> Select[*tuple[Any, ...]]:
    canonical = aliased(TenantHost)
    return select(Tenant.id, Tenant.slug, Tenant.kind, Tenant.state, canonical.host).join(
        canonical, (canonical.tenant_id == Tenant.id) & canonical.canonical
    )


# Every request begins with it, so it is built once.
_BY_HOST = (
    _tenants()
    .join(TenantHost, TenantHost.tenant_id == Tenant.id)
    .where(TenantHost.host == bindparam("host"), Tenant.state == "active")
)


class TenantDirectory:
    """Finds tenants by host, id or slug. A tenant that is not active is not found by its host."""

    def __init__(self, database: Database) -> None:
        self._read = Directory(database)

    def by_host(self, header: str | None) -> TenantRecord | None:
        """The active tenant that answers at this Host header, or None."""
        name = host_name(header)
        if name is None:
            return None
        return self._one(_BY_HOST, host=name)

    def by_id(self, tenant_id: UUID) -> TenantRecord | None:
        """The tenant with this id, whatever its state."""
        return self._one(_tenants().where(Tenant.id == tenant_id))

    def by_slug(self, slug: str) -> TenantRecord | None:
        """The tenant with this slug, whatever its state."""
        return self._one(_tenants().where(Tenant.slug == slug))

    def active(self) -> list[TenantRecord]:
        """All active tenants, by slug: for jobs that visit each in a session of its own."""
        query = _tenants().where(Tenant.state == "active").order_by(Tenant.slug)
        return [TenantRecord(*row) for row in self._read.rows(query)]

    def _one(self, query: Select[*tuple[Any, ...]], **values: Any) -> TenantRecord | None:
        row = next(iter(self._read.rows(query, values)), None)
        return TenantRecord(*row) if row else None
