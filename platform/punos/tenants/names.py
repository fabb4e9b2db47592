"""The public names of tenants: what everybody here may know of the others."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.tenancy.models import PublicTenant, Tenant
from punos.texts import fold, sort_key
from punos.work import Work


def public_tenants(work: Work, kind: str) -> list[PublicTenant]:
    """The active tenants of a kind but for the reader's own, by name. `kind`: "association", say."""
    query = (
        select(PublicTenant)
        .join(Tenant, Tenant.id == PublicTenant.id)
        .where(Tenant.kind == kind, Tenant.state == "active", Tenant.id != work.tenant.id)
        .order_by(PublicTenant.sort_key, PublicTenant.id)
    )
    return list(work.session.scalars(query))


def public_name(work: Work, tenant_id: UUID) -> PublicTenant | None:
    """The names of one tenant, whatever its state; None for one that never was."""
    query = select(PublicTenant).where(PublicTenant.id == tenant_id)
    return work.session.scalars(query).one_or_none()


def name_publicly(work: Work, settings: Mapping[str, Any]) -> None:
    """Write the tenant's names where the others may read them, as the role *provisioner*."""
    names = dict(settings.get("names", {}))
    short = str(settings.get("short_name") or work.tenant.slug)
    row = work.session.scalars(
        select(PublicTenant).where(PublicTenant.id == work.tenant.id)
    ).one_or_none()
    if row is None:
        row = PublicTenant(id=work.tenant.id)
        work.session.add(row)
    row.names, row.short_name = names, short[:200]
    row.sort_key = sort_key(next(iter(names.values()), short))[:400]
    row.search_text = fold(" ".join([*names.values(), short, work.tenant.slug]))[:1000]
    row.changed_at = clock.now()
