"""A plugin that does harm in every hook there is, made from the hookspecs, and an application with it."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from punos import clock
from punos.app import create_app
from punos.deployment import Deployment
from punos.extend import (
    MenuItem,
    Metric,
    Panel,
    Plugin,
    PluginRegistry,
    ReportSection,
    TodayItem,
    hookimpl,
)
from punos.extend.contract import HOOKS
from punos.i18n import LazyText
from punos.tenancy.models import TenantPlugin
from punos.units.models import Unit
from punos.work import Work
from tests.extend.made import made
from tests.support.clients import Client
from tests.sweeps.world import World

NAME = "odd"
Act = Callable[[Work], Any]
KINDS = {
    "collect_menu": MenuItem,
    "collect_today": TodayItem,
    "collect_metrics": Metric,
    "collect_report_sections": ReportSection,
}


def fail(_work: Work) -> None:
    """Raise."""
    raise KeyError("Aino Esimerkki")


def fail_in_sql(work: Work) -> None:
    """Let the database refuse a statement."""
    work.session.execute(select(1 / (func.count(Unit.id) * 0)))


def write(work: Work) -> None:
    """Write, where only reading is allowed."""
    work.session.add(Unit(slug="smuggled", names={}))
    work.session.flush()


def write_unseen(work: Work) -> None:
    """Leave a change for the next flush."""
    work.session.add(Unit(slug="smuggled", names={}))


def write_and_fail(work: Work) -> None:
    """Write where writing is allowed, then raise."""
    write(work)
    raise RuntimeError("Aino Esimerkki")


def give_nonsense(_work: Work) -> list[object]:
    """Give what the hook does not ask for."""
    return [object()]


def give_what_cannot_be_drawn(_work: Work) -> list[object]:
    """Give the right type for one hook, which leads to a page, template or word that does not exist."""
    return [
        MenuItem("Odd", "odd.nowhere", "own.account"),
        Panel("Odd", "odd/nowhere.html", "cycles.read"),
        TodayItem("Odd", "odd.nowhere", "today.read"),
        Metric("ODD", "Odd", 1, note=LazyText(lambda: {}["words"])),
        ReportSection("odd", LazyText(lambda: {}["words"])),
    ]


def hooks(*families: str) -> list[str]:
    """Every hook of these families."""
    return [name for name in HOOKS if name.startswith(families)]


def harmful(act: Act, *names: str, calls: list[str] | None = None) -> type:
    """A class of hooks that all do the same."""

    def implement(name: str) -> Any:
        def implementation(self: object, work: Work) -> Any:
            if calls is not None:
                calls.append(name)
            found = act(work)
            wanted = KINDS.get(name, Panel)
            if act is give_what_cannot_be_drawn:
                return [item for item in found if isinstance(item, wanted)]
            return found

        implementation.__name__ = name
        return hookimpl(implementation)

    return type("Odd", (), {name: implement(name) for name in names})


def with_plugins(deployment: Deployment, **kinds: type) -> tuple[Deployment, Flask]:
    """The same deployment, with these plugins beside the installed ones, and its application."""
    return with_registry(deployment, *(made(name, kind) for name, kind in kinds.items()))


def with_registry(deployment: Deployment, *plugins: Plugin) -> tuple[Deployment, Flask]:
    """The same, from plugins."""
    registry = PluginRegistry.load()
    for plugin in plugins:
        registry.add(plugin)
    own = Deployment(deployment.config, registry)
    return own, create_app(deployment=own)


def switch(world: World, plugin: str, state: str) -> None:
    """Put a plugin into a state at this association, as a row and no more."""
    with world.association.work() as work:
        query = select(TenantPlugin).where(TenantPlugin.plugin == plugin)
        row = work.session.scalars(query).one_or_none()
        if row is None:
            row = TenantPlugin(plugin=plugin, state=state)
            work.session.add(row)
        row.state, row.changed_at = state, clock.now()


def moved(browser: Client, app: Flask) -> Client:
    """The same browser at another application over the same database."""
    other = Client(app, browser.host)
    for name, value in browser.cookies().items():
        other.set_cookie(name, value)
    return other
