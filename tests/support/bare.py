"""A tenant with nothing in it but its host: for what lies below people and pages."""

from sqlalchemy.orm import Session

from punos import clock
from punos.deployment import Deployment
from punos.ids import random_id
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import Tenant, TenantConfig, TenantHost, TenantPlugin


def bare_tenant(
    deployment: Deployment, *, state: str = "active", plugins: dict[str, str] | None = None
) -> TenantRecord:
    """Make a tenant of its own for a test, with plugins in the given states."""
    slug = f"t{random_id().hex[:12]}"
    now = clock.now()
    with Session(deployment.database("owner").engine) as session, session.begin():
        tenant = Tenant(slug=slug, kind="association", state=state, created_at=now)
        session.add(tenant)
        session.flush()
        session.add(TenantHost(host=f"{slug}.localhost", tenant_id=tenant.id, canonical=True))
        settings = {"short_name": "Braid", "names": {"en": "Braid"}}
        session.add(
            TenantConfig(tenant_id=tenant.id, current=settings, applied=settings, changed_at=now)
        )
        for plugin, plugin_state in (plugins or {}).items():
            session.add(
                TenantPlugin(tenant_id=tenant.id, plugin=plugin, state=plugin_state, changed_at=now)
            )
        return TenantRecord(tenant.id, slug, "association", state, f"{slug}.localhost")


def set_state(deployment: Deployment, tenant: TenantRecord, state: str) -> None:
    """Suspend or close a tenant, or make it active again."""
    with Session(deployment.database("owner").engine) as session, session.begin():
        session.get_one(Tenant, tenant.id).state = state
