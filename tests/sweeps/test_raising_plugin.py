"""A plugin that does harm in every hook: no page changes its status, no step is half taken.

The hooks come from the hookspecs, so a new one is covered the day it exists: one that is never called
here fails the sweep until its act is added.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from punos import clock
from punos.access import Principal
from punos.deployment import Deployment
from punos.enrolments.service import lock_enrolments
from punos.extend.dispatcher import Draw, Hooks
from punos.groups.service import activate_group
from punos.programmes.service import cycle_by_slug, start_cycle
from punos.reports.content import worked_out
from punos.units.service import units
from tests.support.clients import Client
from tests.sweeps import odd
from tests.sweeps.conftest import Places
from tests.sweeps.odd import NAME, Act, harmful, hooks, moved, switch, with_plugins
from tests.sweeps.test_get_changes_nothing import changed, state
from tests.sweeps.test_routes import address, routes_of
from tests.sweeps.world import World

WHO = ("administrator", "contact", "mentee", "link group_member", "nobody")
HARM: list[Act] = [
    odd.fail,
    odd.fail_in_sql,
    odd.write,
    odd.write_unseen,
    odd.give_nonsense,
    odd.give_what_cannot_be_drawn,
]
DRAWN: list[Act] = [odd.fail_in_sql, odd.give_what_cannot_be_drawn]
OPEN = "open group"
_days = count(1)
Browsers = dict[str, tuple[Client, Principal]]


@pytest.fixture(scope="module", autouse=True)
def open_group(worlds: tuple[World, World]) -> None:
    """A group of a kind that members may leave, with somebody in it: pairs are none."""
    ours, _theirs = worlds
    slug = ours.association.cycle(model="gatherings", settings={})
    member = ours.association.enrol(slug, "participant", state="taking_part")
    with ours.association.work() as work:
        members = lock_enrolments(work, [member]).values()
        group = activate_group(work, cycle_by_slug(work, slug), "circle", members)
        ours.corners[OPEN] = {"path": f"/groups/{group.id}/members/{member}/leave"}


@contextmanager
def installed(
    deployment: Deployment, world: World, act: Act, names: list[str], calls: list[str]
) -> Iterator[tuple[Deployment, Flask]]:
    own, app = with_plugins(deployment, **{NAME: harmful(act, *names, calls=calls)})
    switch(world, NAME, "on")
    try:
        yield own, app
    finally:
        switch(world, NAME, "off")
        own.dispose()


def statuses(app: Flask, world: World, browsers: dict[str, Client]) -> dict[str, int]:
    return {
        f"{who} {path}": client.get(path).status_code
        for route in routes_of(app, "GET", world)
        for path in (address(route, world.arguments(route.plugin)),)
        for who, client in browsers.items()
    }


def log_meeting(client: Client, world: World) -> TestResponse:
    held_on = clock.today() - timedelta(days=next(_days))
    meeting = {"held_on": str(held_on), "starts": "17:00", "minutes": "60", "topic": "Odd"}
    return client.post(f"/groups/{world.ids['group_id']}/meetings", meeting)


@pytest.fixture(scope="module")
def sound(app: Flask, worlds: tuple[World, World], browsers: Browsers) -> dict[str, int]:
    """What every page answers without the plugin."""
    return statuses(app, worlds[0], {who: browsers[who][0] for who in WHO})


def work_out_report(own: Deployment, world: World) -> list[object]:
    """What stands in a report, as the worker finds it."""
    with own.work(world.association.record) as work:
        return worked_out(work, [cycle_by_slug(work, world.slug)], "city")["sections"]


@pytest.mark.parametrize("act", HARM, ids=lambda act: act.__name__)
def test_plugin_that_does_harm_changes_no_pages_status(
    deployment: Deployment,
    worlds: tuple[World, World],
    browsers: Browsers,
    sound: dict[str, int],
    act: Act,
) -> None:
    ours, _theirs = worlds
    calls: list[str] = []
    names = hooks("collect_", "after_")
    with installed(deployment, ours, act, names, calls) as (own, odd_app):
        before = state(deployment)
        there = {who: moved(browsers[who][0], odd_app) for who in WHO}
        assert statuses(odd_app, ours, there) == sound
        assert changed(before, state(deployment)) == []
        there["administrator"].get("/today")
        assert log_meeting(there["administrator"], ours).status_code == 303
        assert len(work_out_report(own, ours)) > 3
        assert set(calls) == set(names), "a hook that the sweep never reaches: add its act"
        failed = {hook for plugin, hook in own.registry.failures if plugin == NAME}
        assert failed == set(names)
        with ours.association.work() as work:
            assert not [unit for unit in units(work) if unit.slug == "smuggled"]


@pytest.mark.parametrize("act", DRAWN, ids=lambda act: act.__name__)
@pytest.mark.parametrize("kind", ["network", "funder"])
def test_plugin_that_does_harm_changes_no_page_of_a_desk(
    app: Flask, deployment: Deployment, places: Places, kind: str, act: Act
) -> None:
    here = places(kind)
    usual = {who: here.browsers[who][0] for who in ("administrator", "officer", "nobody")}
    sound = statuses(app, here.ours, usual)
    calls: list[str] = []
    names = hooks("collect_", "after_")
    with installed(deployment, here.ours, act, names, calls) as (own, odd_app):
        before = state(deployment)
        there = {who: moved(client, odd_app) for who, client in usual.items()}
        assert statuses(odd_app, here.ours, there) == sound
        assert changed(before, state(deployment)) == []
        assert {hook for plugin, hook in own.registry.failures if plugin == NAME} == set(calls)
        assert "collect_menu" in calls


def test_failure_is_shown_to_the_administrator_alone(
    deployment: Deployment, worlds: tuple[World, World], browsers: Browsers
) -> None:
    ours, _theirs = worlds
    with installed(deployment, ours, odd.fail, hooks("collect_"), []) as (_own, odd_app):
        shown = {
            who: NAME in moved(browsers[who][0], odd_app).get("/today").text.lower()
            for who in ("administrator", "contact")
        }
    assert shown == {"administrator": True, "contact": False}


def accept(client: Client, world: World) -> TestResponse:
    return client.post(f"/enrolments/{world.people['waiting']}/move", {"state": "accepted"})


def close(client: Client, world: World) -> TestResponse:
    return client.post(f"/cycles/{world.slug}/step", {"act": "close", "sure": "yes"})


def end_group(client: Client, world: World) -> TestResponse:
    return client.post(f"/groups/{world.ids['group_id']}/end", {"sure": "yes"})


def take_out(client: Client, world: World) -> TestResponse:
    return client.post(world.corners[OPEN]["path"], {"sure": "yes"})


def say_yes(client: Client, world: World) -> TestResponse:
    path = f"/pairwise/{world.more['asking']}/asked/yes"
    return client.post(path, {"ask": world.more["ask"]})


STEPS: dict[str, Callable[[Client, World], TestResponse]] = {
    "on_enrolment_changed": accept,
    "on_event": accept,
    "on_group_ended": end_group,
    "on_group_changed": take_out,
    "on_match_agreed": say_yes,
    "decide_cycle_close": close,
    "decide_meeting_log": log_meeting,
}
# While the demo is loaded, and by the command line; tests/extend holds their families.
NOT_BY_HTTP = {"on_demo_programme", "on_demo_act", "decide_tenant_close"}
REFUSING: list[Act] = [odd.fail, odd.fail_in_sql, odd.write_and_fail]


def test_every_step_that_plugins_are_asked_about_is_swept() -> None:
    assert set(STEPS) | NOT_BY_HTTP == set(hooks("on_", "decide_"))


@pytest.mark.parametrize("act", REFUSING, ids=lambda act: act.__name__)
@pytest.mark.parametrize("hook", STEPS)
def test_step_that_a_plugin_breaks_is_refused_by_name_and_nothing_is_written(
    deployment: Deployment,
    worlds: tuple[World, World],
    browsers: Browsers,
    hook: str,
    act: Act,
) -> None:
    ours, _theirs = worlds
    calls: list[str] = []
    with ours.association.work() as work:
        start_cycle(work, cycle_by_slug(work, ours.slug))
    with installed(deployment, ours, act, [hook], calls) as (_own, odd_app):
        client = moved(browsers["administrator"][0], odd_app)
        client.get("/cookies")
        before = state(deployment)
        answer = STEPS[hook](client, ours)
        assert calls == [hook]
        assert answer.status_code == 409
        assert "The odd" in answer.text
        assert "Aino" not in answer.text
        assert changed(before, state(deployment)) == []
        assert client.get(f"/cycles/{ours.slug}").status_code == 200


def test_control_without_the_plugin_the_step_is_taken(
    worlds: tuple[World, World], browsers: Browsers
) -> None:
    """So the sweep above refuses because of the plugin, not because the step is impossible."""
    ours, _theirs = worlds
    client, _principal = browsers["administrator"]
    client.get("/cookies")
    before = ours.association.enrolment(ours.people["waiting"]).model_state
    assert accept(client, ours).status_code == 303
    assert (before, ours.association.enrolment(ours.people["waiting"]).model_state) == (
        "applied",
        "accepted",
    )


def test_control_without_the_guard_the_page_would_fail(
    deployment: Deployment,
    worlds: tuple[World, World],
    browsers: Browsers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, _theirs = worlds

    def unguarded(self: Hooks, hook: str, draw: Draw, arguments: dict, **_how: bool) -> list:
        return [
            draw(impl.plugin_name, item)
            for impl in self._impls(hook, arguments)
            for item in self._call(hook, impl, arguments) or ()
        ]

    monkeypatch.setattr(Hooks, "_read", unguarded)
    with installed(deployment, ours, odd.fail_in_sql, ["collect_today"], []) as (_own, odd_app):
        client = moved(browsers["administrator"][0], odd_app)
        assert client.get("/today").status_code == 500
