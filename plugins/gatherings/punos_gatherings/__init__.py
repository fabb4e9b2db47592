"""Gatherings, as Punos finds it."""

from pathlib import Path

from punos.plugin import Plugin
from punos_gatherings import hooks
from punos_gatherings.texts import _staff_l

plugin = Plugin(
    name="gatherings",
    package="punos_gatherings",
    version="0.1.0",
    api=">=1.0,<2",
    label=_staff_l("Gatherings"),
    description=_staff_l("Group meetings by season, a camp, one-off events, and the path to work."),
    hooks=hooks,
    folder=Path(__file__).parent,
    migrates=True,
    needs_core="0001",
)
