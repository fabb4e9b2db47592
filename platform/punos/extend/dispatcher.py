"""The one place from which hooks are called.

pluggy's own call stops at the first exception and loses the others' results, and knows nothing of
tenants. So each implementation is called here, by itself, in the order of the plugins' names.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pluggy import HookImpl

from punos.errors import Refused, StepRefused, where
from punos.extend.contract import items
from punos.extend.contributions import Refusal
from punos.extend.guarding import TransactionEnded, is_gone, reading, same_transaction
from punos.extend.registry import PluginRegistry
from punos.extend.states import PluginState
from punos.i18n import _

if TYPE_CHECKING:
    from punos.work import Work

SLOW_SECONDS = 0.5
UNHURRIED = ("on_demo_programme",)
"""Hooks that nobody waits for."""
log = logging.getLogger(__name__)

Draw = Callable[[str, Any], Any]


class Hooks:
    """Calls hooks for one unit of work. `left_out` names what failed, for whoever may mend it."""

    def __init__(
        self, registry: PluginRegistry, work: "Work", states: Mapping[str, PluginState]
    ) -> None:
        self._registry = registry
        self._work = work
        self._states = states
        self.left_out: list[tuple[str, str]] = []

    def collect(self, name: str, /, **arguments: Any) -> list[Any]:
        """All items that `collect_<name>` gives; what fails is left out."""
        return self.collect_drawn(name, lambda _plugin, item: item, **arguments)

    def collect_named(self, name: str, /, **arguments: Any) -> list[tuple[str, Any]]:
        """The same as (plugin, item) pairs."""
        return self.collect_drawn(name, lambda plugin, item: (plugin, item), **arguments)

    def collect_drawn(self, name: str, draw: Draw, /, **arguments: Any) -> list[Any]:
        """What `draw(plugin, item)` makes of each item of `collect_<name>`.

        It runs under the same guard, so that an item whose template or address is wrong, or whose
        drawing fails in the database, is left out as well.
        """
        return self._read(f"collect_{name}", draw, arguments, suspended=True)

    def further(self, plugin: str, name: str, do: Callable[[], list[Any]]) -> list[Any]:
        """What `do` makes of what a plugin gave to `collect_<name>`, under the same guard: [] when it
        fails.
        """
        return self._guarded(plugin, f"collect_{name}", do)

    def after(self, name: str, /, **arguments: Any) -> list[Any]:
        """All items that `after_<name>` gives; what fails is left out, the step stands."""
        return self._read(f"after_{name}", lambda _plugin, item: item, arguments)

    def on(self, name: str, /, **arguments: Any) -> None:
        """Tell plugins what happened. Raises StepRefused, naming the plugin, when one raises.

        The transaction may then be spoilt: whoever catches it and goes on has opened a savepoint
        before the step.
        """
        hook = f"on_{name}"
        for impl in self._impls(hook, arguments):
            self._tell(hook, impl, arguments)

    def on_one(self, plugin: str, name: str, /, **arguments: Any) -> None:
        """Tell one plugin alone what happened: it catches up after having been suspended."""
        hook = f"on_{name}"
        for impl in self._impls(hook, arguments):
            if impl.plugin_name == plugin:
                self._tell(hook, impl, arguments)

    def _tell(self, hook: str, impl: HookImpl, arguments: Mapping[str, Any]) -> None:
        try:
            with same_transaction(self._work.session):
                self._call(hook, impl, arguments)
        except Refused as error:
            raise StepRefused(self._label(impl), error.message) from error
        except Exception as error:
            self._report(hook, impl.plugin_name, error)
            raise StepRefused(self._label(impl), self._broken(impl)) from error

    def decide(self, name: str, /, **arguments: Any) -> list[Refusal]:
        """Ask plugins; the reasons of those that say no. One that fails says no."""
        hook = f"decide_{name}"
        refusals: list[Refusal] = []
        for impl in self._impls(hook, arguments):
            try:
                # Locks are kept, so that what the answer rests on still holds when the step is taken.
                with reading(self._work.session, keep_locks=True):
                    answer = items(hook, self._call(hook, impl, arguments))
            except Exception as error:  # noqa: BLE001 (a plugin may raise whatever it likes)
                self._report(hook, impl.plugin_name, error)
                answer = [Refusal(self._broken(impl))]
            refusals.extend(replace(no, plugin=impl.plugin_name) for no in answer)
        return refusals

    def _read(
        self, hook: str, draw: Draw, arguments: Mapping[str, Any], *, suspended: bool = False
    ) -> list[Any]:
        found: list[Any] = []
        for impl in self._impls(hook, arguments, suspended=suspended):
            drawing = partial(self._drawn, hook, impl, draw, arguments)
            found.extend(self._guarded(impl.plugin_name, hook, drawing))
        return found

    def _drawn(
        self, hook: str, impl: HookImpl, draw: Draw, arguments: Mapping[str, Any]
    ) -> list[Any]:
        answer = items(hook, self._call(hook, impl, arguments))
        return [draw(impl.plugin_name, item) for item in answer]

    def _guarded(self, plugin: str, hook: str, do: Callable[[], list[Any]]) -> list[Any]:
        try:
            with reading(self._work.session):
                return do()
        except Exception as error:  # noqa: BLE001 (a plugin may raise whatever it likes)
            self._report(hook, plugin, error)
            self.left_out.append((plugin, hook))
            return []

    def _impls(
        self, hook: str, arguments: Mapping[str, Any], *, suspended: bool = False
    ) -> Iterator[HookImpl]:
        caller = getattr(self._registry.manager.hook, hook)
        if {"work", *arguments} != set(caller.spec.argnames):
            raise TypeError(f"{hook} takes {caller.spec.argnames}, not {sorted(arguments)}")
        for impl in sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name):
            state = self._states.get(impl.plugin_name, PluginState.AVAILABLE)
            if state is PluginState.ON or (suspended and state.reads):
                yield impl

    def _call(self, hook: str, impl: HookImpl, arguments: Mapping[str, Any]) -> Any:
        function: Callable[..., Any] = impl.function
        known = {"work": self._work, **arguments}
        began = time.perf_counter()
        try:
            return function(*(known[name] for name in impl.argnames))
        finally:
            took = time.perf_counter() - began
            if took > SLOW_SECONDS and hook not in UNHURRIED:
                self._registry.slow[impl.plugin_name, hook] += 1
                log.warning("plugin %s was slow in %s: %.1f s", impl.plugin_name, hook, took)

    def _report(self, hook: str, plugin: str, error: Exception) -> None:
        """Log and count a failure. Raises it again when it is not the plugin's alone."""
        if isinstance(error, TransactionEnded) or is_gone(error):
            raise error
        self._registry.failures[plugin, hook] += 1
        log.error("plugin %s failed in %s: %s", plugin, hook, where(error))

    def _label(self, impl: HookImpl) -> Any:
        return self._registry.plugins[impl.plugin_name].label

    def _broken(self, impl: HookImpl) -> str:
        return _("The part “%(plugin)s” failed, so nothing was changed.", plugin=self._label(impl))
