"""A tenant has changed its names on a page: the worker writes them where the others may read them."""

from punos.deployment import Deployment
from punos.tenancy.directory import TenantRecord
from punos.tenants.names import name_publicly
from punos.tenants.provision import ROLE


def publish_names(deployment: Deployment, tenant: TenantRecord) -> None:
    """Write them anew, from the settings as they are now."""
    with deployment.work(tenant, role=ROLE) as work:
        name_publicly(work, work.settings.document)
