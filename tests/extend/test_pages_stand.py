"""A page of the core stands although what a plugin gave it cannot be drawn."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from punos.app import create_app
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.extend import MenuItem, Panel, PluginRegistry, PluginState, TodayItem, hookimpl
from punos.units.models import Unit
from punos.web.pages import Pages
from punos.work import Work
from tests.extend.made import made
from tests.support.clients import Client
from tests.support.tenants import Tenants

NOWHERE = ("Odd entry", "odd.nowhere", "cycles.read")


class Odd:
    """It has a section, so that its templates are found."""

    @hookimpl
    def register_pages(self) -> Sequence[Pages]:
        return [Pages("odd", __name__, url_prefix="/odd")]


class MenuToNowhere(Odd):
    @hookimpl
    def collect_menu(self) -> Sequence[MenuItem]:
        return [MenuItem(*NOWHERE)]


class TodayToNowhere(Odd):
    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        return [TodayItem(*NOWHERE)]


class PanelWithoutTemplate(Odd):
    @hookimpl
    def collect_cycle_panels(self) -> Sequence[Panel]:
        return [Panel("Odd entry", "odd/none.html", "cycles.read")]


class PanelThatFailsInSql(Odd):
    @hookimpl
    def collect_cycle_panels(self, work: Work) -> Sequence[Panel]:
        def boom() -> object:
            return work.session.execute(select(1 / (func.count(Unit.id) * 0)))

        return [Panel("Odd entry", "odd/sql.html", "cycles.read", {"boom": boom})]


class PanelThatWrites(Odd):
    @hookimpl
    def collect_cycle_panels(self, work: Work) -> Sequence[Panel]:
        def boom() -> None:
            work.session.add(Unit(slug="smuggled", names={}))

        return [Panel("Odd entry", "odd/sql.html", "cycles.read", {"boom": boom})]


@pytest.mark.parametrize(
    "hooks",
    [MenuToNowhere, TodayToNowhere, PanelWithoutTemplate, PanelThatFailsInSql, PanelThatWrites],
)
def test_page_stands_without_what_cannot_be_drawn(deployment: Deployment, hooks: type) -> None:
    registry = PluginRegistry.load()
    registry.add(made("odd", hooks))
    own = Deployment(deployment.config, registry)
    association = Tenants(own).make()
    slug = association.cycle()
    with association.work() as work:
        switch_plugin(work, "odd", PluginState.ON)
    client = association.signed_in(Client(create_app(deployment=own)))
    for address in ("/today", f"/cycles/{slug}"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Odd entry" not in page.text
    assert {plugin for plugin, _hook in registry.failures} == {"odd"}
    own.dispose()
