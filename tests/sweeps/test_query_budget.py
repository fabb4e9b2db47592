"""How many statements a page costs: the same with few rows and many, with one plugin and three.

Statements that only mark a place (BEGIN, SAVEPOINT) are not counted.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from flask import Flask
from sqlalchemy import event, select

from punos.deployment import Deployment
from punos.extend import MenuItem, Panel, hookimpl
from punos.people.models import Person
from punos.web.pages import Route
from punos.web.routing import _wrap
from punos.work import Work
from tests.extend.made import made
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.sweeps import everywhere
from tests.sweeps.growth import grow
from tests.sweeps.odd import moved, switch, with_registry
from tests.sweeps.test_routes import address, routes_of
from tests.sweeps.world import World, make_world

FEW, MANY, MANY_AT_DESKS = 10, 500, 100
MOST, MOST_IN_LIST = 12, 8
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK TO")
ROLES = {
    "association": ("administrator", "mentee"),
    "network": ("administrator",),
    "funder": ("administrator", "officer"),
}
DESKS = ("network", "funder")
Costs = dict[str, int]


class Another:
    """One more plugin with an entry in the menu and a panel."""

    @hookimpl
    def collect_menu(self) -> list[MenuItem]:
        return [MenuItem("Another", "site.cookies", "own.account")]

    @hookimpl
    def collect_cycle_panels(self) -> list[Panel]:
        return [Panel("Another", "everywhere/panel.html", "cycles.read", {"word": "x"})]


@contextmanager
def counted(deployment: Deployment) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(MARKS):
            sent.append(statement)

    engine = deployment.database("web").engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(deployment: Deployment, client: Client, path: str) -> int | None:
    """The statements of a page, opened for the second time; None when it is no page for this reader."""
    if client.get(path).status_code != 200:
        return None
    with counted(deployment) as sent:
        assert client.get(path).status_code == 200
    return len(sent)


def costs(deployment: Deployment, app: Flask, world: World, clients: dict[str, Client]) -> Costs:
    """Every page's cost for each reader; the names are the routes', so two worlds can be compared."""
    found = {}
    for route in routes_of(app, "GET", world):
        path = address(route, world.arguments(route.plugin))
        for who, client in clients.items():
            for form in (path, f"{path}?q=Kasvu") if lists(client, path) else (path,):
                number = cost(deployment, client, form)
                if number is not None:
                    suffix = "?q" if form != path else ""
                    found[f"{route.rule}{suffix} {who}"] = number
    return found


def lists(client: Client, path: str) -> bool:
    """Whether a page is a list: it can be taken out as a file, or it says that it is too long for one."""
    answer = client.get(f"{path}?format=csv")
    return answer.mimetype == "text/csv" or answer.status_code == 409


def readers(app: Flask, world: World) -> dict[str, Client]:
    return {
        role: world.association.signed_in(
            Client(app), role, person_id=world.people["mentee"] if role == "mentee" else None
        )
        for role in ROLES[world.kind]
    }


Grown = Callable[[str, int], World]


@pytest.fixture(scope="module")
def grown(deployment: Deployment) -> Grown:
    """A tenant of a kind with so many of everything, made when it is first asked for."""

    @cache
    def made(kind: str, count: int) -> World:
        world = make_world(Tenants(deployment), kind)
        grow(world, count)
        return world

    return made


@pytest.fixture(scope="module")
def few(grown: Grown) -> World:
    return grown("association", FEW)


@pytest.fixture(scope="module")
def many(grown: Grown) -> World:
    return grown("association", MANY)


@pytest.fixture(scope="module")
def cost_of_few(deployment: Deployment, app: Flask, few: World) -> Costs:
    return costs(deployment, app, few, readers(app, few))


def differing(one: Costs, other: Costs) -> dict[str, tuple[int | None, int | None]]:
    pages = sorted(one.keys() | other.keys())
    return {p: (one.get(p), other.get(p)) for p in pages if one.get(p) != other.get(p)}


def test_page_costs_the_same_with_few_rows_and_with_many(
    deployment: Deployment, app: Flask, many: World, cost_of_few: Costs
) -> None:
    assert differing(cost_of_few, costs(deployment, app, many, readers(app, many))) == {}


@pytest.mark.parametrize("kind", DESKS)
def test_page_of_a_desk_costs_the_same_with_few_rows_and_with_many_and_keeps_within_its_budget(
    deployment: Deployment, app: Flask, grown: Grown, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for count in (FEW, MANY_AT_DESKS):
        world = grown(kind, count)
        found.append(costs(deployment, app, world, readers(app, world)))
    assert differing(*found) == {}
    with capsys.disabled():
        sys.stdout.write(f"\nat a {kind}'s desk")
    assert beyond_budget(app, world, found[0], capsys) == {}


def test_page_costs_the_same_with_one_plugin_and_with_three(
    deployment: Deployment, app: Flask, few: World, cost_of_few: Costs
) -> None:
    own, fuller = with_registry(deployment, everywhere.plugin, made("another", Another))
    for plugin in ("everywhere", "another"):
        switch(few, plugin, "on")
    try:
        there = {who: moved(client, fuller) for who, client in readers(app, few).items()}
        assert "Another" in there["administrator"].get(f"/cycles/{few.slug}").text
        found = costs(own, fuller, few, there)
        theirs = {page: number for page, number in found.items() if "/everywhere" not in page}
        assert differing(cost_of_few, theirs) == {}
    finally:
        for plugin in ("everywhere", "another"):
            switch(few, plugin, "off")
        own.dispose()


def test_page_keeps_within_its_budget(
    app: Flask, few: World, cost_of_few: Costs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert beyond_budget(app, few, cost_of_few, capsys) == {}


def beyond_budget(
    app: Flask, world: World, found: Costs, capsys: pytest.CaptureFixture[str]
) -> dict[str, tuple[int, int]]:
    """The pages that cost more than they may: (statements, most)."""
    administrator = readers(app, world)["administrator"]
    here = routes_of(app, "GET", world)
    known = {route.rule: address(route, world.arguments(route.plugin)) for route in here}
    listing = {rule for rule, path in known.items() if lists(administrator, path)}
    assert listing
    table = {
        page: (number, MOST_IN_LIST if _rule(page) in listing else MOST)
        for page, number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    }
    lines = [f"  {number:3} of {most:2}  {page}\n" for page, (number, most) in table.items()]
    with capsys.disabled():
        sys.stdout.write("\nstatements of each page\n" + "".join(lines))
    return {page: pair for page, pair in table.items() if pair[0] > pair[1]}


def _rule(page: str) -> str:
    return page.partition(" ")[0].partition("?")[0]


def test_control_a_page_that_asks_for_each_row_is_noticed(
    deployment: Deployment, app: Flask, few: World, many: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def each(work: Work) -> str:
        ids = list(work.session.scalars(select(Person.id).limit(100)))
        return str([work.session.scalars(select(Person).where(Person.id == i)).one() for i in ids])

    route = Route("site.cookies", "/cookies", "GET", each, None, True, None)
    monkeypatch.setitem(app.view_functions, "site.cookies", _wrap(route))
    numbers = [
        cost(deployment, Client(app, world.association.host), "/cookies") for world in (few, many)
    ]
    assert numbers[0] is not None
    assert numbers[1] is not None
    assert numbers[1] > numbers[0] + 30
