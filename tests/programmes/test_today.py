"""The first page of staff: what waits is counted together, and one part's fault hides that part alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import ScalarSelect, func, select

from punos.app import create_app
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.extend import PluginRegistry, PluginState, TodayItem, hookimpl
from punos.i18n import LazyText
from punos.people.models import Person
from tests.extend.made import made
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import counted


def people() -> ScalarSelect[int]:
    return select(func.count(Person.id)).scalar_subquery()


def item(text: object, count: object) -> TodayItem:
    return TodayItem(text, "people.people", "people.read", count=count)  # type: ignore[arg-type]


class Counts:
    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        return [item(lambda num: f"{num} counted", people())]


class CountsNobody:
    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        nobody = select(func.count(Person.id)).where(Person.id.is_(None)).scalar_subquery()
        return [item(lambda num: f"{num} counted", nobody)]


class FailsWhenCounted:
    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        broken = select(1 / (func.count(Person.id) * 0)).scalar_subquery()
        return [item(lambda num: "never said", broken)]


class FailsInWords:
    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        return [item(lambda num: LazyText(lambda: {}["words"]), people())]


class SaysMarkup:
    @hookimpl
    def collect_today(self) -> Sequence[TodayItem]:
        return [item(lambda num: num, people())]


@contextmanager
def today_of(deployment: Deployment, **kinds: type) -> Iterator[tuple[Client, Association]]:
    """A coordinator at an association with one person and these plugins on."""
    registry = PluginRegistry.load()
    for name, kind in kinds.items():
        registry.add(made(name, kind))
    own = Deployment(deployment.config, registry)
    association = Tenants(own).make()
    association.enrol(association.cycle(), "mentee", name="Aino")
    with association.work() as work:
        for name in kinds:
            switch_plugin(work, name, PluginState.ON)
    try:
        yield association.signed_in(Client(create_app(deployment=own))), association
    finally:
        own.dispose()


def test_what_a_plugin_counts_is_told_with_its_number(deployment: Deployment) -> None:
    with today_of(deployment, odd=Counts) as (client, _association):
        assert "1 counted" in client.get("/today").text


def test_nothing_is_told_where_nothing_waits(deployment: Deployment) -> None:
    with today_of(deployment, odd=CountsNobody) as (client, _association):
        assert "counted" not in client.get("/today").text


def test_one_plugin_more_costs_no_statement_more(deployment: Deployment) -> None:
    costs = []
    for kinds in ({"odd": Counts}, {"odd": Counts, "zebra": Counts, "yak": Counts}):
        with today_of(deployment, **kinds) as (client, association):
            client.get("/today")
            with counted(association.deployment) as sent:
                assert client.get("/today").text.count("1 counted") == len(kinds)
            costs.append(len(sent))
    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize("kind", [FailsWhenCounted, FailsInWords, SaysMarkup])
def test_plugin_that_fails_when_counted_is_left_out_alone(
    deployment: Deployment, kind: type
) -> None:
    with today_of(deployment, odd=kind, zebra=Counts) as (client, association):
        page = client.get("/today")
        assert page.status_code == 200
        assert "1 counted" in page.text
        assert "never said" not in page.text
        failed = {plugin for plugin, _hook in association.deployment.registry.failures}
        assert failed == {"odd"}


def test_query_with_a_ready_text_is_refused() -> None:
    with pytest.raises(TypeError, match="function of the number"):
        item("many", people())
