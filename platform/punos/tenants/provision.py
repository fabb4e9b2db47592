"""How an association comes to be, rests and wakes: as the role *provisioner*, which alone may write
the rows by which a host finds its tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from punos import clock
from punos.audit.service import record as audit
from punos.deployment import Deployment
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.ids import new_id
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import Tenant, TenantConfig, TenantHost
from punos.tenants.names import name_publicly
from punos.work import Work

ROLE = "provisioner"
STATES = ("active", "suspended", "closed")


def create_tenant(
    deployment: Deployment,
    *,
    slug: str,
    hosts: Sequence[str],
    settings: Mapping[str, Any],
    kind: str = "association",
) -> TenantRecord:
    """Make an association that answers at once, in one transaction.

    `hosts` are full names, the canonical one first; `settings` is the settings document (names,
    languages, look …). Raises Refused when the slug or a host is taken.
    """
    record = new_record(slug, kind, hosts)
    with deployment.work(record, role=ROLE) as work:
        add_tenant(work, hosts, settings)
    return record


def new_record(slug: str, kind: str, hosts: Sequence[str]) -> TenantRecord:
    """What a tenant will be known by. Its id is chosen before it exists, so that a transaction can
    name it."""
    return TenantRecord(new_id(), slug, kind, "active", hosts[0])


def add_tenant(work: Work, hosts: Sequence[str], settings: Mapping[str, Any]) -> TenantConfig:
    """Write the rows of the tenant that `work` is bound to. Raises Refused when something is taken."""
    tenant, session, now = work.tenant, work.session, clock.now()
    session.add(
        Tenant(id=tenant.id, slug=tenant.slug, kind=tenant.kind, state="active", created_at=now)
    )
    # The tenant first: every other row refers to it.
    _flush_or_refuse(work)
    set_hosts(work, hosts)
    config = TenantConfig(current=dict(settings), applied={}, changed_at=now)
    session.add(config)
    name_publicly(work, settings)
    session.flush()
    audit(work, "tenant.created", "tenant", tenant.id)
    return config


def set_hosts(work: Work, hosts: Sequence[str]) -> None:
    """Let the tenant answer at these names and no others, the canonical one first.

    Raises Refused when one is another tenant's.
    """
    rows = hosts_of(work)
    for row in rows:
        if row.host not in hosts:
            work.session.delete(row)
        row.canonical = row.host == hosts[0]
    known = {row.host for row in rows}
    work.session.add_all(
        TenantHost(host=host, tenant_id=work.tenant.id, canonical=host == hosts[0])
        for host in hosts
        if host not in known
    )
    _flush_or_refuse(work)


def _flush_or_refuse(work: Work) -> None:
    try:
        work.session.flush()
    except IntegrityError as error:
        raise Refused(
            _staff("This short name or one of these addresses is already taken.")
        ) from error


def hosts_of(work: Work) -> list[TenantHost]:
    """The names at which the tenant answers, the canonical one first."""
    query = (
        select(TenantHost)
        .where(TenantHost.tenant_id == work.tenant.id)
        .order_by(TenantHost.canonical.desc(), TenantHost.host)
    )
    return list(work.session.scalars(query))


def set_state(deployment: Deployment, slug: str, state: str) -> TenantRecord:
    """Suspend, resume or close a tenant: from the next request on it is found, or not found.

    Raises Absent for an unknown slug.
    """
    if state not in STATES:
        raise ValueError(state)
    with deployment.work(slug, role=ROLE) as work:
        query = select(Tenant).where(Tenant.id == work.tenant.id).with_for_update()
        tenant = work.session.scalars(query).one_or_none()
        if tenant is None:
            raise Absent
        if tenant.state != state:
            tenant.state = state
            audit(work, f"tenant.{state}", "tenant", tenant.id, ["state"])
        return work.tenant
