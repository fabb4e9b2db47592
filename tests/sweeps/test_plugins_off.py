"""A plugin that is not on is not there: no page, act, menu entry, panel, question or job of it.

A suspended one can be read, and nothing new is written. The routes come from the application and the
jobs from the registry, for each plugin that is installed and for one that adds something of every kind.
"""

from collections.abc import Iterator

import pytest
from flask import Flask

from punos.access import Principal
from punos.accounts.links import issue
from punos.deployment import Deployment
from punos.extend import PluginRegistry, PluginState
from punos.jobs.models import JobRun
from punos.jobs.service import start
from punos.programmes.service import cycle_by_slug
from punos.web.pages import Route
from punos.web.routing import all_routes
from tests.support.clients import Client
from tests.support.queue import drain
from tests.sweeps import everywhere
from tests.sweeps.everywhere import WORD
from tests.sweeps.odd import moved, switch, with_registry
from tests.sweeps.test_routes import address, is_plain_404, routes_of
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
    """The browsers of those who may come, at that application."""
    who = ("administrator", "contact", "mentee", "link group_member", "nobody")
    return {name: moved(browsers[name][0], full[1]) for name in who}


def routes(app: Flask, plugin: str) -> list[Route]:
    return [route for route in all_routes(app) if route.plugin == plugin]


def test_every_plugin_here_has_routes_and_jobs_to_look_at(full: tuple[Deployment, Flask]) -> None:
    own, app = full
    assert set(own.registry.plugins) == set(PLUGINS)
    assert all(routes(app, plugin) for plugin in PLUGINS)
    assert set(own.registry.jobs().values()) >= {"everywhere", "pairwise"}


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
    wrong = []
    for route in routes(full[1], plugin):
        path = address(route, ours.arguments(route.plugin))
        for who, client in there.items():
            for form in {path, path.rstrip("/"), f"{path}/"}:
                client.get("/cookies")
                answer = client.get(form) if route.method == "GET" else client.post(form)
                if not is_plain_404(answer):
                    wrong.append(f"{who} {route.method} {form}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_suspended_plugin_can_be_read_and_nothing_of_it_can_be_done(
    full: tuple[Deployment, Flask], ours: World, there: dict[str, Client], plugin: str
) -> None:
    wrong = []
    for route in routes(full[1], plugin):
        path = address(route, ours.arguments(route.plugin))
        for who, client in there.items():
            switch(ours, plugin, "on")
            before = client.get(path).status_code if route.method == "GET" else 404
            switch(ours, plugin, "suspended")
            client.get("/cookies")
            after = client.get(path) if route.method == "GET" else client.post(path)
            if after.status_code != before:
                wrong.append(f"{who} {route.method} {path}: {after.status_code}, not {before}")
    assert wrong == []


@pytest.mark.parametrize("state", [*GONE, "suspended", "on"])
@pytest.mark.parametrize("plugin", PLUGINS)
def test_pages_of_the_core_stand_and_lead_to_no_plugin_that_is_gone(
    full: tuple[Deployment, Flask],
    ours: World,
    there: dict[str, Client],
    plugin: str,
    state: str,
) -> None:
    switch(ours, plugin, state)
    leads, wrong = False, []
    for route in routes_of(full[1], "GET"):
        path = address(route, ours.arguments(route.plugin))
        for who, client in there.items():
            answer = client.get(path)
            if answer.status_code >= 500:
                wrong.append(f"{who} {path}: {answer.status_code}")
            found = f'"/{plugin}' in answer.text or f"/{plugin}/" in answer.text
            leads = leads or found
            if state in GONE and found:
                wrong.append(f"{who} {path}: leads to {plugin}")
    assert wrong == []
    assert leads == (state not in GONE)


CONTRIBUTIONS = {  # what is looked for where, and whether a suspended plugin still shows it
    "menu": ("/today", f"{WORD}-menu", True),
    "waiting": ("/today", f"{WORD}-today", True),
    "panel": ("/cycles/{slug}", f"{WORD}-panel", True),
    "question": ("/apply/{slug}/mentee", 'name="everywhere-wish"', False),
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
