"""Plugins made on the spot, taken by a real registry."""

from pathlib import Path
from typing import Any

from punos.extend import Plugin, PluginRegistry


def made(name: str, hooks: Any = object, **changes: Any) -> Plugin:
    """A plugin whose hooks are those of a class."""
    values = {
        "name": name,
        "package": f"punos_{name}",
        "version": "1.0",
        "api": ">=1.0,<2",
        "label": f"The {name}",
        "description": "Made for a test.",
        "hooks": hooks(),
        "folder": Path(__file__).parent,
    }
    return Plugin(**{**values, **changes})


def registry_of(**hooks: Any) -> PluginRegistry:
    """A registry that has taken one plugin for each name and class of hooks."""
    registry = PluginRegistry()
    for name, kind in hooks.items():
        registry.add(made(name, kind))
    return registry
