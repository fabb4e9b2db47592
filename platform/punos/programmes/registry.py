"""Which programme models exist: those that the installed plugins provide."""

from __future__ import annotations

from collections.abc import Mapping

from punos.errors import Absent
from punos.extend import PluginRegistry
from punos.programmes.model import ProgrammeModel


def programme_models(registry: PluginRegistry) -> Mapping[str, ProgrammeModel]:
    """Every programme model by its name."""
    return registry.programme_models()


def programme_model(registry: PluginRegistry, name: str) -> ProgrammeModel:
    """The model of this name. Raises Absent when no installed plugin provides it."""
    model = programme_models(registry).get(name)
    if model is None:
        raise Absent
    return model
