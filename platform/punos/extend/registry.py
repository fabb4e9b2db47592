"""Finding plugins, refusing those that do not fit, and what they register at the start."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pluggy import PluginManager, PluginValidationError

from punos.access import LinkPurpose, Permission, Role
from punos.db.migrate import History, plugin_history
from punos.errors import ConfigurationError
from punos.extend import specs
from punos.extend.metadata import API_VERSION, Plugin

GROUP = "punos.plugins"
log = logging.getLogger(__name__)


@dataclass
class PluginRegistry:
    """The installed plugins of this process.

    `refused` says why one was not taken; `failures` counts, by (plugin, hook), what was left out.
    """

    manager: PluginManager
    plugins: dict[str, Plugin] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    _registered: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)

    @classmethod
    def load(cls, found: Iterable[EntryPoint] | None = None) -> "PluginRegistry":
        """Load every installed plugin, in the order of their names.

        One whose API range does not fit, or that cannot be imported, is refused by name while the
        rest run. Raises ConfigurationError for a hook that does not exist or has another shape.
        """
        manager = PluginManager("punos")
        manager.add_hookspecs(specs)
        registry = cls(manager)
        points = entry_points(group=GROUP) if found is None else found
        for point in sorted(points, key=lambda p: p.name):
            registry._take(point)
        registry._check_hooks()
        return registry

    def add(self, plugin: Plugin) -> None:
        """Take one plugin. Raises ConfigurationError when its name is taken."""
        if plugin.name in self.plugins:
            raise ConfigurationError(f"plugin {plugin.name}: the name is taken")
        if not plugin.fits():
            self._refuse(plugin.name, f"written for API {plugin.api}, this is {API_VERSION}")
            return
        try:
            self.manager.register(plugin.hooks, name=plugin.name)
        except PluginValidationError as error:
            raise ConfigurationError(f"plugin {plugin.name}: {error}") from error
        self.plugins[plugin.name] = plugin

    def permissions(self) -> list[Permission]:
        """What `register_permissions` gave."""
        return self._flat("register_permissions")

    def roles(self) -> list[Role]:
        """What `register_roles` gave."""
        return self._flat("register_roles")

    def purposes(self) -> list[LinkPurpose]:
        """What `register_link_purposes` gave."""
        return self._flat("register_link_purposes")

    def jobs(self) -> dict[str, str]:
        """Job → the plugin it belongs to."""
        return {job: name for name, job in self.registered("register_jobs")}

    def pages(self) -> list[tuple[str, Any]]:
        """(plugin, section) pairs."""
        return self.registered("register_pages")

    def programme_models(self) -> dict[str, Any]:
        """Programme model by name. Raises ConfigurationError when two plugins give the same name."""
        models: dict[str, Any] = {}
        for plugin, model in self.registered("register_programme_models"):
            if model.name in models:
                raise ConfigurationError(f"plugin {plugin}: model {model.name!r} is taken")
            models[model.name] = replace(model, plugin=plugin)
        return models

    def form_sections(self) -> list[tuple[str, Any]]:
        """(plugin, form section) pairs."""
        return self.registered("register_form_sections")

    def histories(self) -> list[History]:
        """The migration histories of plugins that have tables."""
        return [
            plugin_history(p.name, p.folder / "migrations", p.needs_core)
            for p in self.plugins.values()
            if p.migrates
        ]

    def registered(self, hook: str) -> list[tuple[str, Any]]:
        """(plugin, item) for each item that a `register_*` hook gives; each is asked once."""
        if hook not in self._registered:
            self._registered[hook] = list(self._ask(hook))
        return self._registered[hook]

    def _ask(self, hook: str) -> Iterator[tuple[str, Any]]:
        caller = getattr(self.manager.hook, hook)
        for impl in sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name):
            try:
                items = list(impl.function())
            except Exception as error:
                raise ConfigurationError(f"plugin {impl.plugin_name}: {hook}: {error}") from error
            for item in items:
                yield impl.plugin_name, item

    def _flat(self, hook: str) -> list[Any]:
        return [item for _, item in self.registered(hook)]

    def _take(self, point: EntryPoint) -> None:
        try:
            plugin = point.load()
        except ConfigurationError as error:
            self._refuse(point.name, str(error))
            return
        except Exception as error:  # noqa: BLE001 (whatever a stranger's import may raise)
            self._refuse(point.name, f"could not be loaded: {type(error).__name__}: {error}")
            return
        if not isinstance(plugin, Plugin):
            self._refuse(point.name, "its entry point does not give a punos.plugin.Plugin")
        else:
            self.add(plugin)

    def _refuse(self, name: str, reason: str) -> None:
        log.error("plugin %s was refused: %s", name, reason)
        self.refused[name] = reason

    def _check_hooks(self) -> None:
        try:
            self.manager.check_pending()
        except PluginValidationError as error:
            raise ConfigurationError(f"plugin {error.plugin}: {error}") from error
