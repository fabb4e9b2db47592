"""Work for later: a due date in a table, found here once a minute, at each active tenant."""

import logging
import pkgutil
from collections.abc import Callable, Iterator

from punos.deployment import Deployment
from punos.errors import where
from punos.extend import PluginState
from punos.tenancy.directory import TenantRecord
from punos.work import Work

log = logging.getLogger(__name__)

DUE = (
    "punos.mail.service:queue_due",
    "punos.writing.sending:go_on_due",
    "punos.border.service:queue_due",
    "punos.audit.chain:seal",
    "punos.imports.service:forget_files",
    "punos.inquiries.service:forget",
    "punos.accounts.service:forget",
    "punos.enrolments.drafts:forget",
    "punos.notes.service:forget_due",
    "punos.directory.service:forget_due",
    "punos.agreements.due:remind_due",
    "punos.care.due:end_pauses",
    "punos.care.due:ask_fit",
    "punos.care.due:remind_contact",
    "punos.care.due:remind_quiet",
    "punos.care.due:remind_fit",
    "punos.interviews.due:remind_due",
    "punos.interviews.due:free_due",
    "punos.interviews.due:forget_due",
    "punos.matching.asking:expire_due",
    "punos.trainings.due:remind_due",
    "punos.trainings.due:free_due",
    "punos.surveys.due:close_due",
    "punos.surveys.due:send_due",
    "punos.surveys.due:ask_due",
    "punos.surveys.due:remind_due",
    "punos.surveys.due:mix_due",
    "punos.desk.replaying:catch_up",
    "punos.network.freezing:freeze_due",
    "punos.referrals.service:expire_due",
    "punos.referrals.receiving:erase_due",
    "punos.reports.service:look_again_due",
    "punos.reports.service:forget_files_due",
    "punos.privacy.forgetting:forget_due",
)
"""What is asked at each tenant, `module:function` taking the work. Each does a bounded amount: what
is left is found a minute later."""

Due = tuple[str | None, Callable[[Work], object]]
"""A function, and the plugin that it belongs to."""


def tick(deployment: Deployment) -> None:
    """Ask each active tenant, in a session of its own, for what is due by `punos.clock`.

    A plugin's functions are asked where it is on.
    """
    names = [*((None, name) for name in DUE), *deployment.registry.due()]
    found = [due for plugin, name in names for due in _resolved(plugin, name)]
    for tenant in deployment.directory.active():
        if not _visited(deployment, tenant, found):
            # What is sound is not kept from its work by what is not.
            for due in found:
                _visited(deployment, tenant, [due])


def _resolved(plugin: str | None, name: str) -> Iterator[Due]:
    """The function of this name. A plugin's that cannot be found is logged and left out."""
    try:
        yield plugin, pkgutil.resolve_name(name)
    except Exception as error:
        if plugin is None:
            raise
        log.error("plugin %s names no function %s: %s", plugin, name, where(error))


def _visited(deployment: Deployment, tenant: TenantRecord, functions: list[Due]) -> bool:
    """Whether all of them did their work, in one transaction."""
    try:
        with deployment.work(tenant) as work:
            for plugin, function in functions:
                if plugin is None or work.plugin_states.get(plugin) is PluginState.ON:
                    function(work)
    except Exception as error:  # noqa: BLE001 (one tenant's trouble is not the others')
        log.error("what is due failed at %s: %s", tenant.slug, where(error))
        return False
    return True
