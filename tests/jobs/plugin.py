"""A plugin for tests that has nothing but jobs, and a deployment that has it."""

from dataclasses import replace
from pathlib import Path

from punos.config import Config
from punos.deployment import Deployment
from punos.extend import Plugin, PluginRegistry, hookimpl
from tests.jobs import deeds

NAME = "deeds"
ALL = [
    f"tests.jobs.deeds:{deed.__name__}"
    for deed in (
        deeds.write,
        deeds.write_and_fail_at_first,
        deeds.always_fail,
        deeds.cannot,
        deeds.refuse,
        deeds.count_slowly,
        deeds.tell_progress,
        deeds.note,
        deeds.note_or_fail,
    )
]


class Hooks:
    """The hooks of the plugin."""

    @hookimpl
    def register_jobs(self) -> list[str]:
        """Its jobs."""
        return ALL


def with_jobs(config: Config) -> Deployment:
    """The same deployment with the plugin installed."""
    registry = PluginRegistry.load([])
    registry.add(
        Plugin(
            name=NAME,
            package="tests.jobs",
            version="1.0",
            api=">=1.0,<2",
            label="Deeds",
            description="",
            hooks=Hooks(),
            folder=Path(__file__).parent,
        )
    )
    return Deployment(replace(config), registry)
