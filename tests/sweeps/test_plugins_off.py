"""A plugin that is not on is not there: no page, act, menu entry, panel, question or job of it.

A suspended one can be read, and nothing new is written. The routes come from the application and the
jobs from the registry, for each plugin that is installed and for one that adds something of every kind.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from punos.access import NOBODY, Principal
from punos.accounts.links import issue
from punos.deployment import Deployment
from punos.extend import PluginRegistry, PluginState
from punos.jobs.models import JobRun
from punos.jobs.service import start
from punos.programmes.service import cycle_by_slug
from punos.web.pages import Route
from tests.support.clients import Client
from tests.support.queue import drain
from tests.sweeps import everywhere
from tests.sweeps.conftest import Place, Places
from tests.sweeps.everywhere import WORD
from tests.sweeps.odd import moved, switch, with_registry
from tests.sweeps.test_routes import NOT_READY, address, is_plain_404, routes_of
from tests.sweeps.world import World

PLUGINS = sorted({*PluginRegistry.load().plugins, "everywhere"})
GONE = ("available", "off")
Browsers = dict[str, tuple[Client, Principal]]


@pytest.fixture(scope="module")
def full(deployment: Deployment) -> Iterator[tuple[Deployment, Flask]]:
    """The deployment and the application with the plugin of every kind."""
    own, app = with_registry(deployment, everywhere.plugin)
    yield own, app
    own.dispose()


@pytest.fixture
def ours(worlds: tuple[World, World]) -> Iterator[World]:
    """Our association, with every plugin on before and after."""
    for plugin in PLUGINS:
        switch(worlds[0], plugin, "on")
    yield worlds[0]
    for plugin in PLUGINS:
        switch(worlds[0], plugin, "on")


@pytest.fixture
def there(full: tuple[Deployment, Flask], browsers: Browsers) -> dict[str, Client]:
    """The browsers of those who may come to our association, at that application."""
    who = ("administrator", "contact", "mentee", "link group_member", "nobody")
    return {name: moved(browsers[name][0], full[1]) for name in who}


@pytest.fixture
def desk(request: pytest.FixtureRequest, full: tuple[Deployment, Flask], places: Places) -> Place:
    """The network's desk or a funder, with the browsers at that application."""
    here = places(request.param)
    who = ("administrator", "officer", "nobody")
    there = {name: (moved(here.browsers[name][0], full[1]), NOBODY) for name in who}
    return replace(here, browsers=there)


def routes(app: Flask, plugin: str, world: World) -> list[tuple[Route, str]]:
    """Each route of a plugin that this tenant may have, with its address."""
    found = [r for method in ("GET", "POST") for r in routes_of(app, method, world)]
    return [(r, address(r, world.arguments(plugin))) for r in found if r.plugin == plugin]


def on_desks() -> list[tuple[str, str]]:
    """Each plugin with pages for a desk, and the kind of desk."""
    pages = PluginRegistry.load().pages()
    kinds = {(plugin, route.kind) for plugin, section in pages for route in section.routes()}
    return sorted((plugin, kind) for plugin, kind in kinds if kind in ("network", "funder"))


def test_every_plugin_here_has_routes_and_jobs_to_look_at(
    full: tuple[Deployment, Flask], ours: World
) -> None:
    own, app = full
    assert set(own.registry.plugins) == set(PLUGINS)
    assert all(routes(app, plugin, ours) for plugin in PLUGINS)
    assert set(own.registry.jobs().values()) >= {"everywhere", "pairwise"}
    assert ("payouts", "funder") in on_desks()


def answered_when_gone(
    app: Flask, world: World, there: dict[str, Client], plugin: str
) -> list[str]:
    """What is still answered with something of its own."""
    wrong = []
    for route, path in routes(app, plugin, world):
        for who, client in there.items():
            for form in {path, path.rstrip("/"), f"{path}/"}:
                client.get("/cookies")
                answer = client.get(form) if route.method == "GET" else client.post(form)
                if not is_plain_404(answer):
                    wrong.append(f"{who} {route.method} {form}: {answer.status_code}")
    return wrong


@pytest.mark.parametrize("state", GONE)
@pytest.mark.parametrize("plugin", PLUGINS)
def test_plugin_that_is_gone_has_no_page_and_no_act(
    full: tuple[Deployment, Flask],
    ours: World,
    there: dict[str, Client],
    plugin: str,
    state: str,
) -> None:
    switch(ours, plugin, state)
    assert answered_when_gone(full[1], ours, there, plugin) == []


def done_when_suspended(
    app: Flask, world: World, there: dict[str, Client], plugin: str
) -> list[str]:
    """Pages that are read otherwise than before, and acts that are done."""
    wrong = []
    for route, path in routes(app, plugin, world):
        for who, client in there.items():
            switch(world, plugin, "on")
            before = client.get(path).status_code if route.method == "GET" else 404
            switch(world, plugin, "suspended")
            client.get("/cookies")
            after = client.get(path) if route.method == "GET" else client.post(path)
            if after.status_code != before:
                wrong.append(f"{who} {route.method} {path}: {after.status_code}, not {before}")
    return wrong


@pytest.mark.parametrize("plugin", PLUGINS)
def test_suspended_plugin_can_be_read_and_nothing_of_it_can_be_done(
    full: tuple[Deployment, Flask], ours: World, there: dict[str, Client], plugin: str
) -> None:
    assert done_when_suspended(full[1], ours, there, plugin) == []


@pytest.mark.parametrize(("plugin", "desk"), on_desks(), indirect=["desk"])
def test_plugin_of_a_desk_is_gone_and_suspended_there_too(
    full: tuple[Deployment, Flask], desk: Place, plugin: str
) -> None:
    there = {name: client for name, (client, _principal) in desk.browsers.items()}
    read = [route for route, _path in routes(full[1], plugin, desk.ours) if route.method == "GET"]
    assert read
    try:
        assert done_when_suspended(full[1], desk.ours, there, plugin) == []
        for state in GONE:
            switch(desk.ours, plugin, state)
            assert answered_when_gone(full[1], desk.ours, there, plugin) == []
            assert f'"/{plugin}' not in there["administrator"].get("/settings").text
    finally:
        switch(desk.ours, plugin, "on")


Leads = dict[str, list[str]]


def leading(app: Flask, world: World, there: dict[str, Client]) -> Leads:
    """For each plugin every page that leads to it; none of them may end as our mistake."""
    found: Leads = {plugin: [] for plugin in PLUGINS}
    for route in routes_of(app, "GET", world):
        path = address(route, world.arguments(route.plugin))
        for who, client in there.items():
            answer = client.get(path)
            assert answer.status_code < 500 or route.endpoint in NOT_READY, f"{who} {path}"
            for plugin in PLUGINS:
                if f'"/{plugin}' in answer.text or f"/{plugin}/" in answer.text:
                    found[plugin].append(f"{who} {path}")
    return found


def test_pages_lead_to_every_plugin_that_is_on(
    full: tuple[Deployment, Flask], ours: World, there: dict[str, Client]
) -> None:
    assert all(leading(full[1], ours, there).values())


@pytest.mark.parametrize("state", [*GONE, "suspended"])
@pytest.mark.parametrize("plugin", PLUGINS)
def test_pages_of_the_core_stand_and_lead_to_no_plugin_that_is_gone(
    full: tuple[Deployment, Flask],
    ours: World,
    there: dict[str, Client],
    plugin: str,
    state: str,
) -> None:
    switch(ours, plugin, state)
    found = leading(full[1], ours, there)[plugin]
    assert bool(found) == (state not in GONE), found


CONTRIBUTIONS = {  # what is looked for where, and whether a suspended plugin still shows it
    "menu": ("/today", f"{WORD}-menu", True),
    "waiting": ("/today", f"{WORD}-today", True),
    "panel": ("/cycles/{slug}", f"{WORD}-panel", True),
    "question": ("/apply/{slug}/mentee?part=everywhere", 'name="everywhere-wish"', False),
}


@pytest.mark.parametrize("state", list(PluginState))
@pytest.mark.parametrize("kind", CONTRIBUTIONS)
def test_contribution_is_shown_as_its_plugins_state_says(
    ours: World, there: dict[str, Client], kind: str, state: PluginState
) -> None:
    path, word, when_suspended = CONTRIBUTIONS[kind]
    switch(ours, "everywhere", state.value)
    page = there["administrator"].get(path.format(slug=ours.slug))
    assert page.status_code == 200
    wanted = state is PluginState.ON or (state is PluginState.SUSPENDED and when_suspended)
    assert (word in page.text) == wanted


@pytest.mark.parametrize(
    ("state", "ends"),
    [("available", "failed"), ("off", "failed"), ("suspended", "queued"), ("on", "done")],
)
@pytest.mark.parametrize("plugin", sorted({*PluginRegistry.load().jobs().values(), "everywhere"}))
def test_job_runs_only_while_its_plugin_is_on(
    full: tuple[Deployment, Flask], ours: World, plugin: str, state: str, ends: str
) -> None:
    own, _app = full
    job = next(job for job, owner in own.registry.jobs().items() if owner == plugin)
    with own.work(ours.association.record) as work:
        run_id = start(work, job, cycle_by_slug(work, ours.slug).id).id
    switch(ours, plugin, state)
    drain(own)
    with own.work(ours.association.record) as work:
        run = work.session.get_one(JobRun, (work.tenant.id, run_id))
    assert run.state == ends
    assert (run.problem == "plugin_off") == (ends == "failed")


def test_link_of_a_plugin_that_is_gone_leads_nowhere(
    full: tuple[Deployment, Flask], ours: World
) -> None:
    own, app = full
    with own.work(ours.association.record) as work:
        address = issue(work, "everywhere_visit", "tenant", work.tenant.id)
    client = Client(app, ours.association.host)
    assert WORD in client.follow(client.get(address)).text
    switch(ours, "everywhere", "off")
    assert client.get("/everywhere/visit").status_code == 404
