"""What plugins use in commands of the command line. Only modules that `register_commands` names do."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from punos.config import Config
from punos.db.at_hand import database_at_hand
from punos.deployment import Deployment
from punos.extend import PluginState
from punos.work import Work

READS = (PluginState.ON, PluginState.SUSPENDED)


def each_tenant(plugin: str, slug: str | None = None) -> Iterator[Work]:
    """A unit of work at each active tenant that has the plugin, or at one of them, by slug.

    Each is committed when the next is asked for, and undone when the command raises.
    """
    with ExitStack() as stack:
        config = Config.from_environment()
        if config.embedded:
            urls = stack.enter_context(database_at_hand(config.data_dir))
            config = replace(config, database_urls=urls)
        deployment = Deployment(config)
        stack.callback(deployment.dispose)
        for tenant in deployment.directory.active():
            if slug not in (None, tenant.slug):
                continue
            with deployment.work(tenant) as work:
                if work.plugin_states.get(plugin) in READS:
                    yield work
