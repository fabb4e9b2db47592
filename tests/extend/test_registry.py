"""Which plugins are taken, which are refused by name, and what stops the start."""

import re
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from punos.access import Permission, Role
from punos.core_access import core_access
from punos.errors import ConfigurationError
from punos.extend import MenuItem, Plugin, PluginRegistry, hookimpl
from tests.extend.made import made, registry_of


class Quiet:
    """It has hooks, and none that says anything."""


class Wrapping:
    @hookimpl(wrapper=True)
    def collect_menu(self) -> Any:
        return (yield)


class Misspelt:
    @hookimpl
    def collect_menus(self) -> Sequence[MenuItem]:
        return []


class MisspeltButOptional:
    @hookimpl(optionalhook=True)
    def collect_menus(self) -> Sequence[MenuItem]:
        return []


class Misshapen:
    @hookimpl
    def collect_menu(self, page: Any) -> Sequence[MenuItem]:
        return [page]


class Unmarked:
    def collect_menu(self) -> Sequence[MenuItem]:
        return []


class Raising:
    @hookimpl
    def register_jobs(self) -> Sequence[str]:
        raise RuntimeError("no jobs today")


class WrongItems:
    @hookimpl
    def register_permissions(self) -> Sequence[Any]:
        return ["parrot.talk"]


class WrongPages:
    @hookimpl
    def register_pages(self) -> Sequence[Any]:
        return [Quiet()]


class NoList:
    @hookimpl
    def register_jobs(self) -> Any:
        return "punos_parrot.jobs:run"


@pytest.mark.parametrize(
    ("hooks", "message"),
    [
        (Misspelt, "parrot.*collect_menus"),
        (MisspeltButOptional, "parrot.*collect_menus"),
        (Misshapen, "parrot.*collect_menu.*page"),
        (Unmarked, "parrot.*collect_menu lacks"),
        (Wrapping, "parrot.*collect_menu must not wrap"),
        (Raising, "parrot.*register_jobs.*no jobs today"),
        (WrongItems, "parrot.*register_permissions gave a str"),
        (WrongPages, "parrot.*register_pages gave a Quiet"),
        (NoList, "parrot.*register_jobs must give a list"),
    ],
)
def test_start_is_stopped_by_a_wrong_hook_of_a_named_plugin(hooks: type, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        registry_of(parrot=hooks)


def test_two_plugins_of_one_name_stop_the_start() -> None:
    registry = registry_of(parrot=Quiet)
    with pytest.raises(ConfigurationError, match="parrot: two plugins have this name"):
        registry.add(made("parrot", Quiet))


def test_two_plugins_with_the_same_hooks_stop_the_start() -> None:
    registry, shared = PluginRegistry(), Quiet()
    registry.add(made("parrot", hooks=lambda: shared))
    with pytest.raises(ConfigurationError, match="plugin cockatoo"):
        registry.add(made("cockatoo", hooks=lambda: shared))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Parrot"}, "a name is"),
        ({"name": "two-words"}, "a name is"),
        ({"name": "p" * 31}, "a name is"),
        ({"name": "core"}, "the core's"),
        ({"version": "latest"}, "'latest' is none"),
        ({"api": "one"}, "'one' is no range"),
        ({"api": ""}, "'' is no range"),
        ({"label": 7}, "must be texts"),
        ({"migrates": True}, "there is no .*versions"),
    ],
)
def test_plugin_that_cannot_be_is_told_what_is_wrong(changes: Any, message: str) -> None:
    name = changes.pop("name", "parrot")
    with pytest.raises(ConfigurationError, match=f"{name}.*{message}"):
        made(name, Quiet, **changes)


NEWER: Plugin = made("newer", Quiet, api=">=2")
FITTING: Plugin = made("fitting", Quiet)
MISNAMED: Plugin = made("somebody", Quiet)


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, "punos.plugins")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("newer", "tests.extend.test_registry:NEWER", "written for API >=2, this is 1.0"),
        ("gone", "no_such_package:plugin", "ModuleNotFoundError"),
        ("raising", "tests.extend.raising:plugin", "RuntimeError: this plugin is broken"),
        ("other", "tests.extend.test_registry:Quiet", "does not give"),
        ("elsewhere", "tests.extend.test_registry:MISNAMED", "a plugin named 'somebody'"),
        ("wrong", "tests.extend.wrong:plugin", "'wrong'.*no range"),
    ],
)
def test_plugin_that_does_not_fit_is_refused_by_name_while_the_rest_run(
    name: str, value: str, reason: str
) -> None:
    fitting = point("fitting", "tests.extend.test_registry:FITTING")
    registry = PluginRegistry.load([point(name, value), fitting])
    assert list(registry.plugins) == ["fitting"]
    assert list(registry.refused) == [name]
    assert re.search(reason, registry.refused[name])


class Talking:
    @hookimpl
    def register_permissions(self) -> Sequence[Permission]:
        return [Permission("parrot.talk", "Talk")]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        return [
            Role("trainer", "Trainer", frozenset({"parrot.talk", "people.read"})),
            Role("coordinator", "", frozenset({"parrot.talk"})),
        ]


def test_plugin_adds_a_role_and_widens_one_of_the_core() -> None:
    access = core_access(registry_of(parrot=Talking))
    assert access.role("trainer").permissions == {"parrot.talk", "people.read"}
    coordinator = access.role("coordinator")
    assert {"parrot.talk", "cycles.manage"} <= coordinator.permissions
    assert str(coordinator.label) == "Coordinator"
    assert "parrot.talk" not in access.role("mentee").permissions


def roles(*given: Role) -> type:
    class Declaring:
        @hookimpl
        def register_roles(self) -> Sequence[Role]:
            return given

    return Declaring


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (Role("trainer", "Trainer", frozenset({"parrot.sing"})), "trainer.*'parrot.sing' is not"),
        (Role("mentee", "", frozenset({"people.read"})), "cannot add 'people.read'.*'mentee'"),
        (Role("nobody", "", frozenset()), "role 'nobody' is not declared"),
        (Role("mentee", "Mine", frozenset()), "role 'mentee' is declared twice"),
    ],
)
def test_role_that_must_not_be_stops_the_start(role: Role, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        core_access(registry_of(parrot=roles(role)))


def permissions(*names: str) -> type:
    class Declaring:
        @hookimpl
        def register_permissions(self) -> Sequence[Permission]:
            return [Permission(name, "Something") for name in names]

    return Declaring


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["people.read"], "parrot.*'people.read' must begin with 'parrot.'"),
        (["parrot.talk", "parrot.talk"], "permission 'parrot.talk' is declared twice"),
    ],
)
def test_permission_that_must_not_be_stops_the_start(names: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        core_access(registry_of(parrot=permissions(*names)))


def test_route_with_an_undeclared_permission_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match=r"permission 'parrot\.fly' is not declared"):
        core_access(registry_of(parrot=Talking)).permission("parrot.fly")


def test_what_plugins_register_is_asked_for_once() -> None:
    class Counting:
        asked = 0

        @hookimpl
        def register_jobs(self) -> Sequence[str]:
            Counting.asked += 1
            return ["punos_parrot.jobs:run"]

    registry = registry_of(parrot=Counting)
    assert registry.jobs() == registry.jobs() == {"punos_parrot.jobs:run": "parrot"}
    assert Counting.asked == 1
