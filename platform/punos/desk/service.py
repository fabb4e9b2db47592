"""Verbs of the administrator's desk."""

from typing import Any

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent
from punos.events.service import skip_to_now
from punos.extend import PluginState
from punos.jobs.service import defer
from punos.tenancy.models import TenantConfig, TenantPlugin
from punos.work import Work

CATCHING_UP = "catching_up_since"
"""In a plugin's settings while it is still being told what happened while it was suspended."""


def change_settings(work: Work, changes: dict[str, Any]) -> list[str]:
    """Change top-level keys of the settings document; the names of those that differ.

    What was last applied from a folder is left as it is: the difference is the drift that `punos
    tenants plan` shows.
    """
    row_id = work.session.scalars(select(TenantConfig.id)).one_or_none()
    config = lock_row(work.session, TenantConfig, row_id) if row_id else None
    if config is None:
        raise Absent
    changed = [key for key, value in changes.items() if config.current.get(key) != value]
    if changed:
        config.current = {**config.current, **changes}
        config.changed_at = clock.now()
        audit(work, "settings.changed", "tenant", work.tenant.id, changed)
    if {"names", "short_name"} & set(changed):
        # What serves pages may not write what other tenants read.
        defer(work, "punos.tenants.naming:publish_names")
    return changed


def switch_plugin(work: Work, plugin: str, state: PluginState) -> TenantPlugin:
    """Switch an installed plugin on, off or to suspended at this tenant.

    Raises Absent for one that is not installed. One that comes on for the first time, or back from
    off, begins with what happens from now on; one that was suspended is told later, by the worker,
    what happened meanwhile (`punos.desk.replaying`).
    """
    if plugin not in work.registry.plugins:
        raise Absent
    row = work.session.scalars(
        select(TenantPlugin).where(TenantPlugin.plugin == plugin).with_for_update()
    ).one_or_none()
    if row is None:
        row = TenantPlugin(
            plugin=plugin, state=PluginState.AVAILABLE.value, settings={}, changed_at=clock.now()
        )
        work.session.add(row)
    before = PluginState(row.state)
    if state is PluginState.SUSPENDED or not before.reads:
        skip_to_now(work, plugin)
    elif state is PluginState.ON and before is PluginState.SUSPENDED:
        row.settings = {**row.settings, CATCHING_UP: clock.now().isoformat()}
    row.state = state.value
    row.changed_at = clock.now()
    audit(work, "plugin.switched", "tenant", work.tenant.id, [plugin, state.value])
    return row
