"""For whom an import acts: it finds and adds within the reach of whoever asked for it, no further."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from punos.access import Principal, join_grants
from punos.accounts.models import Account, AccountRole
from punos.deployment import Deployment
from punos.extend import PluginState
from punos.jobs.service import JobFailed
from punos.work import Work

PERMISSION = "imports.run"


def acting(deployment: Deployment, work: Work, account_id: UUID | None) -> Principal:
    """The account as it may act now. Raises JobFailed when it may not bring in people any more."""
    query = (
        select(AccountRole.role, AccountRole.unit_id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.id == account_id, Account.state == "active")
    )
    held = [(deployment.access.role(name), unit) for name, unit in work.session.execute(query)]
    grants = join_grants(
        (deployment.access.granted(role, unit), unit)
        for role, unit in held
        if role is not None and _counts(work, role.plugin)
    )
    principal = Principal("account", grants, account_id=account_id)
    if not principal.may(PERMISSION):
        raise JobFailed("not_allowed")
    return principal


def _counts(work: Work, plugin: str | None) -> bool:
    return plugin is None or work.plugin_states.get(plugin, PluginState.OFF).reads
