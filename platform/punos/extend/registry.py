"""Finding plugins, refusing those that do not fit, and what they register at the start."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pluggy import PluginManager

from punos.access import LinkPurpose, Permission, Role
from punos.db.history import History, plugin_history
from punos.errors import ConfigurationError
from punos.extend.contract import HOOKS, items, manager_of_specs, take_hooks
from punos.extend.metadata import API_VERSION, Plugin

GROUP = "punos.plugins"
log = logging.getLogger(__name__)


@dataclass
class PluginRegistry:
    """The installed plugins of this process.

    `refused` says why one was not taken. `failures` and `slow` count, by (plugin, hook), the calls
    that failed and those that took too long, since the process began.
    """

    manager: PluginManager = field(default_factory=manager_of_specs)
    plugins: dict[str, Plugin] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    slow: Counter[tuple[str, str]] = field(default_factory=Counter)
    _registered: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)

    @classmethod
    def load(cls, found: Iterable[EntryPoint] | None = None) -> "PluginRegistry":
        """Load every installed plugin, in the order of their names, and let it register.

        One whose API range does not fit, or that cannot be imported, is refused by name while the
        rest run. Raises ConfigurationError for two of one name, for a hook that does not exist or
        has another shape, and for a `register_*` that fails.
        """
        registry = cls()
        points = entry_points(group=GROUP) if found is None else found
        for point in sorted(points, key=lambda p: p.name):
            registry._take(point)
        return registry

    def add(self, plugin: Plugin) -> None:
        """Take one plugin, or refuse it when it was written for another API."""
        if plugin.name in self.plugins:
            raise ConfigurationError(f"plugin {plugin.name}: two plugins have this name")
        if not plugin.fits():
            self._refuse(plugin.name, f"written for API {plugin.api}, this is {API_VERSION}")
            return
        take_hooks(self.manager, plugin)
        self.plugins[plugin.name] = plugin
        for hook in HOOKS:
            if hook.startswith("register_"):
                self._ask(hook, plugin)

    def permissions(self) -> list[Permission]:
        """What `register_permissions` gave. Raises ConfigurationError for a name without prefix."""
        for plugin, permission in self.registered("register_permissions"):
            if not permission.name.startswith(f"{plugin}."):
                raise ConfigurationError(
                    f"plugin {plugin}: permission {permission.name!r} must begin with '{plugin}.'"
                )
        return self._flat("register_permissions")

    def roles(self) -> list[Role]:
        """What `register_roles` gave.

        Raises ConfigurationError when a plugin would widen another's role with permissions that are
        not its own: they would hold where the plugin is off, too.
        """
        for plugin, role in self.registered("register_roles"):
            foreign = [p for p in sorted(role.permissions) if not p.startswith(f"{plugin}.")]
            if role.is_addition and foreign:
                raise ConfigurationError(
                    f"plugin {plugin}: it cannot add {foreign[0]!r} to the role {role.name!r}"
                )
        found = self.registered("register_roles")
        return [replace(r, plugin=None if r.is_addition else plugin) for plugin, r in found]

    def purposes(self) -> list[LinkPurpose]:
        """What `register_link_purposes` gave."""
        return self._flat("register_link_purposes")

    def jobs(self) -> dict[str, str]:
        """Job → the plugin it belongs to."""
        return {job: name for name, job in self.registered("register_jobs")}

    def due(self) -> list[tuple[str, str]]:
        """(plugin, function) pairs of what finds work for later."""
        return self.registered("register_due")

    def holdings(self) -> list[Any]:
        """What every installed plugin's tables hold about people, also where it is switched off."""
        return self._flat("register_holdings")

    def commands(self) -> dict[str, str]:
        """Command → where it is, "module:object". Raises ConfigurationError for two of one name."""
        found: dict[str, str] = {}
        for plugin, path in self.registered("register_commands"):
            if (name := path.rpartition(":")[2]) in found:
                raise ConfigurationError(f"plugin {plugin}: the command {name!r} is taken")
            found[name] = path
        return found

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
        """(plugin, item) for each item that a `register_*` hook gave at the start."""
        return list(self._registered.get(hook, ()))

    def _ask(self, hook: str, plugin: Plugin) -> None:
        for impl in getattr(self.manager.hook, hook).get_hookimpls():
            if impl.plugin_name != plugin.name:
                continue
            try:
                given = items(hook, impl.function())
            except Exception as error:
                raise ConfigurationError(f"plugin {plugin.name}: {hook}: {error}") from error
            self._registered.setdefault(hook, []).extend((plugin.name, item) for item in given)

    def _flat(self, hook: str) -> list[Any]:
        return [item for _, item in self.registered(hook)]

    def _take(self, point: EntryPoint) -> None:
        try:
            plugin = point.load()
        except ConfigurationError as error:
            self._refuse(point.name, str(error))
        except Exception as error:  # noqa: BLE001 (whatever a stranger's import may raise)
            self._refuse(point.name, f"could not be loaded: {type(error).__name__}: {error}")
        else:
            self._judge(point, plugin)

    def _judge(self, point: EntryPoint, plugin: object) -> None:
        if not isinstance(plugin, Plugin):
            self._refuse(point.name, "its entry point does not give a punos.plugin.Plugin")
        elif plugin.name != point.name:
            self._refuse(point.name, f"its entry point gives a plugin named {plugin.name!r}")
        else:
            self.add(plugin)

    def _refuse(self, name: str, reason: str) -> None:
        log.error("plugin %s was refused: %s", name, reason)
        self.refused[name] = reason
