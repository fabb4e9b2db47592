"""The one place from which hooks are called.

pluggy's own call stops at the first exception and loses the others' results, and knows nothing of
tenants. So each implementation is called here, by itself, in the order of the plugins' names.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pluggy import HookImpl

from punos.errors import Refused, StepRefused
from punos.extend.contributions import Refusal
from punos.extend.registry import PluginRegistry
from punos.extend.states import PluginState
from punos.i18n import _

if TYPE_CHECKING:
    from punos.work import Work

SLOW_SECONDS = 0.5
log = logging.getLogger(__name__)


class Hooks:
    """Calls hooks for one unit of work. `left_out` names what failed, for whoever may mend it."""

    def __init__(
        self, registry: PluginRegistry, work: "Work", states: Mapping[str, PluginState]
    ) -> None:
        self._registry = registry
        self._work = work
        self._states = states
        self.left_out: list[tuple[str, str]] = []

    def collect(self, name: str, **arguments: Any) -> list[Any]:
        """All items that `collect_<name>` gives; what fails is left out."""
        return [item for _plugin, item in self.collect_named(name, **arguments)]

    def collect_named(self, name: str, **arguments: Any) -> list[tuple[str, Any]]:
        """The same as (plugin, item) pairs."""
        found: list[tuple[str, Any]] = []
        for impl in self._impls(f"collect_{name}", reading=True):
            found.extend((impl.plugin_name, item) for item in self._guarded(impl, arguments))
        return found

    def after(self, name: str, **arguments: Any) -> list[Any]:
        """All items that `after_<name>` gives; what fails is left out, the step stands."""
        found: list[Any] = []
        for impl in self._impls(f"after_{name}"):
            found.extend(self._guarded(impl, arguments))
        return found

    def on(self, name: str, **arguments: Any) -> None:
        """Tell plugins what happened. Raises StepRefused, naming the plugin, when one raises."""
        for impl in self._impls(f"on_{name}"):
            try:
                self._call(impl, arguments)
            except Refused as error:
                raise StepRefused(self._label(impl), error.message) from error
            except Exception as error:
                log.exception("plugin %s failed in on_%s", impl.plugin_name, name)
                raise StepRefused(self._label(impl), self._broken(impl)) from error

    def decide(self, name: str, **arguments: Any) -> list[Refusal]:
        """Ask plugins; the reasons of those that say no. One that fails says no."""
        refusals: list[Refusal] = []
        for impl in self._impls(f"decide_{name}"):
            try:
                answer = self._call(impl, arguments) or ()
            except Exception:
                log.exception("plugin %s failed in decide_%s", impl.plugin_name, name)
                answer = (Refusal(self._broken(impl)),)
            refusals.extend(replace(refusal, plugin=impl.plugin_name) for refusal in answer)
        return refusals

    def _impls(self, hook: str, *, reading: bool = False) -> Iterator[HookImpl]:
        impls = getattr(self._registry.manager.hook, hook).get_hookimpls()
        for impl in sorted(impls, key=lambda i: i.plugin_name):
            state = self._states.get(impl.plugin_name, PluginState.AVAILABLE)
            if state is PluginState.ON or (reading and state.reads):
                yield impl

    def _call(self, impl: HookImpl, arguments: Mapping[str, Any]) -> Any:
        function: Callable[..., Any] = impl.function
        known = {"work": self._work, **arguments}
        began = time.perf_counter()
        try:
            return function(*(known[name] for name in impl.argnames))
        finally:
            took = time.perf_counter() - began
            if took > SLOW_SECONDS:
                log.warning("plugin %s was slow: %.1f s", impl.plugin_name, took)

    def _guarded(self, impl: HookImpl, arguments: Mapping[str, Any]) -> list[Any]:
        """Call one implementation so that it can neither write nor spoil the transaction."""
        session = self._work.session
        session.info["read_only"] += 1
        savepoint = session.begin_nested()
        try:
            return list(self._call(impl, arguments) or ())
        except Exception:
            log.exception("plugin %s was left out", impl.plugin_name)
            self._registry.failures[impl.plugin_name, impl.function.__name__] += 1
            self.left_out.append((impl.plugin_name, impl.function.__name__))
            return []
        finally:
            savepoint.rollback()
            session.info["read_only"] -= 1

    def _label(self, impl: HookImpl) -> Any:
        return self._registry.plugins[impl.plugin_name].label

    def _broken(self, impl: HookImpl) -> str:
        return _("The part “%(plugin)s” failed, so nothing was changed.", plugin=self._label(impl))
