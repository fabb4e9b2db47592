"""Work for later: a due date in a table, found here once a minute, at each active tenant."""

import logging
import pkgutil
from collections.abc import Callable

from punos.deployment import Deployment
from punos.errors import where
from punos.tenancy.directory import TenantRecord
from punos.work import Work

log = logging.getLogger(__name__)

DUE = (
    "punos.mail.service:queue_due",
    "punos.border.service:queue_due",
    "punos.audit.chain:seal",
    "punos.imports.service:forget_files",
    "punos.accounts.service:forget",
    "punos.desk.replaying:catch_up",
)
"""What is asked at each tenant, `module:function` taking the work. Each does a bounded amount: what
is left is found a minute later."""

Due = Callable[[Work], object]


def tick(deployment: Deployment) -> None:
    """Ask each active tenant, in a session of its own, for what is due by `punos.clock`."""
    functions: list[Due] = [pkgutil.resolve_name(name) for name in DUE]
    for tenant in deployment.directory.active():
        if not _visited(deployment, tenant, functions):
            # What is sound is not kept from its work by what is not.
            for function in functions:
                _visited(deployment, tenant, [function])


def _visited(deployment: Deployment, tenant: TenantRecord, functions: list[Due]) -> bool:
    """Whether all of them did their work, in one transaction."""
    try:
        with deployment.work(tenant) as work:
            for function in functions:
                function(work)
    except Exception as error:  # noqa: BLE001 (one tenant's trouble is not the others')
        log.error("what is due failed at %s: %s", tenant.slug, where(error))
        return False
    return True
