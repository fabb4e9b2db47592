"""A parrot that repeats what it hears: written from docs/plugins.md, with `punos.plugin` alone."""

from pathlib import Path

from punos.plugin import Plugin
from punos_parrot import hooks

plugin = Plugin(
    name="parrot",
    package="punos_parrot",
    version="1.2.3",
    api=">=1.0,<2",
    label="Parrot",
    description="It repeats what it hears.",
    hooks=hooks,
    folder=Path(__file__).parent,
    migrates=True,
    needs_core="0001",
)
