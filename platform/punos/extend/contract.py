"""Whether a plugin's hooks are what `specs` says, told at the start rather than by an odd page."""

import inspect
from collections.abc import Iterable
from typing import Any

from pluggy import PluginManager, PluginValidationError

from punos.errors import ConfigurationError
from punos.extend import specs
from punos.extend.contributions import plain_text
from punos.extend.metadata import Plugin

HOOKS = tuple(name for name in vars(specs) if name.startswith(specs.FAMILIES))


def manager_of_specs() -> PluginManager:
    """A pluggy manager that knows every hook and no plugin yet."""
    manager = PluginManager("punos")
    manager.add_hookspecs(specs)
    return manager


def take_hooks(manager: PluginManager, plugin: Plugin) -> None:
    """Register a plugin's hooks. Raises ConfigurationError, naming the plugin and the hook.

    Refused are: a hook that does not exist, one with arguments that its spec does not have, one that
    wraps the others', and a function that is named like a hook but not marked as one.
    """
    try:
        manager.register(plugin.hooks, name=plugin.name)
        manager.check_pending()
    except (PluginValidationError, ValueError) as error:
        raise ConfigurationError(f"plugin {plugin.name}: {_short(error)}") from error
    taken = _implemented(manager, plugin)
    for hook in HOOKS:
        if hook not in taken and inspect.isroutine(getattr(plugin.hooks, hook, None)):
            raise ConfigurationError(f"plugin {plugin.name}: {hook} lacks the mark @hookimpl")


def items(hook: str, answer: Any) -> list[Any]:
    """What a hook gave, as a list. Raises TypeError when it is not what the spec says."""
    if answer is None:
        return []
    if isinstance(answer, str) or not isinstance(answer, Iterable):
        raise TypeError(f"{hook} must give a list, not {type(answer).__name__}")
    found = list(answer)
    for item in found:
        if not _fits(item, specs.GIVES[hook]):
            raise TypeError(f"{hook} gave a {type(item).__name__}: see its spec")
    return found


def _implemented(manager: PluginManager, plugin: Plugin) -> set[str]:
    taken = set()
    for caller in manager.get_hookcallers(plugin.hooks) or ():
        for impl in caller.get_hookimpls():
            if impl.plugin_name != plugin.name:
                continue
            if not caller.has_spec():  # marked as optional, which pluggy forgives
                raise ConfigurationError(f"plugin {plugin.name}: there is no hook {caller.name}")
            if impl.wrapper or impl.hookwrapper:
                raise ConfigurationError(f"plugin {plugin.name}: {caller.name} must not wrap")
            taken.add(caller.name)
    return taken


def _fits(item: object, wanted: type | str) -> bool:
    if wanted is str:
        return plain_text(item)
    if isinstance(wanted, type):
        return isinstance(item, wanted)
    return any(kind.__name__ == wanted for kind in type(item).__mro__)


def _short(error: Exception) -> str:
    """pluggy's message on one line, without the quoted source."""
    return " ".join(line.strip() for line in str(error).splitlines() if line.strip())
