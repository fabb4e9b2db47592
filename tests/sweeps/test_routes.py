"""Each route by each principal: roles, bearers of links, another tenant's people, nobody.

The routes come from the application itself, so a new one is covered the moment it exists; one whose
arguments the sweep does not know fails it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from punos.access import Principal
from punos.deployment import Deployment
from punos.ids import new_id
from punos.tenancy.models import KINDS
from punos.web.pages import Route
from punos.web.routing import _wrap, all_routes
from tests.support.clients import Client
from tests.sweeps.conftest import LIMITED, Place, Places
from tests.sweeps.world import World

_ARGUMENT = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
# What is the same at every association: words of the program, languages and their messages.
NOBODYS = {"name", "role", "state", "token", "code", "message_code"}
PLAIN = {"name": "pairwise", "role": "mentee", "state": "waiting", "token": "no-such-token"}

# Pages that are there only after a step of the same reader, or when something was uploaded.
MAY_BE_ABSENT = {"enrolments.received", "site.logo", "accounts.open_link"}

# Pages for machines that hold a token; one that asks before a sample goes, where there is none.
MAY_BE_ABSENT |= {"health.metrics", "feeds.feed", "starting.ask_removal"}

# It says that no worker runs beside these tests, which is so.
NOT_READY = {"health.ready"}

# Of programmes with meetings of everybody, as the world's own cycle; elsewhere a plugin plans them.
OF_SOME_MODELS = {
    "groups.plan_ahead",
    "meetings.meetings",
    "meetings.add",
    "meetings.meeting",
    "partners.at_one",
    "enrolments.returning",
}

# Of roles that other programmes do not have.
OF_SOME_MODELS |= {f"surveys.{page}" for page in ("template", "texts", "item", "new_item")}

# Of groups that lead themselves, or of mentors and mentees; elsewhere there is no such thing.
OF_SOME_MODELS |= {
    "care.end_early",
    "care.pause_for",
    "employers.visits",
    "employers.visit",
}

# Of a meeting that was held, which the world's is not yet; a pair's own chat is nothing for staff.
MAY_BE_ABSENT |= {"meetings.minutes", "groups.chat"}

# A question of the world's own programme, looked for under another one's address.
OF_ONE_PROGRAMME = {"enrolments.question", "feedback.adjustment", "reports.staffing_one"}

# About a file of people for the world's own cycle; the administrator has brought it.
OF_ONE_PROGRAMME |= {
    f"imports.{page}" for page in ("look", "columns", "alike", "problems", "words")
}

# About an association by its public names and published figures, which are nobody's own.
OF_EVERY_DESK = {"network.member"}


def routes_of(app: Flask, method: str, world: World | None = None) -> list[Route]:
    """Every declared route of a method that may be served at this tenant, or at an association."""
    here = (route for route in all_routes(app) if route.method == method)
    return sorted((r for r in here if _is_of(r, world)), key=lambda r: r.endpoint)


def _is_of(route: Route, world: World | None) -> bool:
    """At a tenant of another kind than an association there is nothing for what is of no kind to name."""
    if world is None or world.kind == "association":
        return route.kind in (None, "association")
    there = route.plugin is None or route.plugin in world.corners
    return route.kind == world.kind or (route.kind is None and there and "<" not in route.rule)


def address(route: Route, values: dict[str, str]) -> str:
    """The route's address with its arguments filled in."""
    known = {**PLAIN, **values}
    missing = set(_ARGUMENT.findall(route.rule)) - known.keys()
    assert not missing, (
        f"{route.endpoint}: the sweep knows no value for {missing}: add it to its corner"
    )
    return _ARGUMENT.sub(lambda m: known[m.group(1)], route.rule)


def every_address(routes: list[Route], world: World) -> Iterator[tuple[Route, str]]:
    """Each route with an address: of the core's also one for each kind of programme there is."""
    for route in routes:
        corners = [route.plugin] if route.plugin else [None, *world.corners]
        for path in dict.fromkeys(address(route, world.arguments(name)) for name in corners):
            yield route, path


def may_come(route: Route, principal: Principal, kind: str = "association") -> bool:
    """What the declaration says, at a tenant of this kind."""
    if route.kind not in (None, kind):
        return False
    if route.public:
        return True
    assert route.allow is not None
    by_link = principal.kind == "link" and principal.purpose in route.links
    return by_link or (principal.kind == "account" and principal.may(route.allow))


def may_be_absent(path: str, world: World) -> set[str]:
    """The endpoints that need not be there for who may come, at this address."""
    of_world = path.startswith((f"/cycles/{world.slug}/", f"/programmes/{world.programme}/"))
    return MAY_BE_ABSENT if of_world else MAY_BE_ABSENT | OF_SOME_MODELS | OF_ONE_PROGRAMME


def is_plain_404(answer: TestResponse) -> bool:
    """The page that says nothing."""
    return answer.status_code == 404 and len(answer.data) < 200


def asks_to_sign_in(answer: TestResponse) -> bool:
    """The redirect that nobody gets."""
    return answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in?next=")


def test_every_plugin_with_pages_has_a_corner_of_the_world(
    deployment: Deployment, places: Places
) -> None:
    """Else its pages would be swept with what is another's, and answer 404."""
    for kind in KINDS:
        with_pages = {
            plugin
            for plugin, pages in deployment.registry.pages()
            for route in pages.routes()
            if route.kind == kind or (route.kind is None and kind == "association")
        }
        assert with_pages - {"pairwise"} <= set(places(kind).ours.corners), kind


def _tells_of(theirs: World, page: str) -> bool:
    """Whether anything of another tenant is there but its public name, which its own front page shows."""
    return theirs.canary in page.replace(f"Association {theirs.canary}", "")


def test_each_page_answers_each_principal_as_declared(app: Flask, place: Place) -> None:
    wrong: list[str] = []
    for route, path in every_address(routes_of(app, "GET", place.ours), place.ours):
        for who, (client, principal) in place.browsers.items():
            answer = client.get(path)
            comes = may_come(route, principal, place.kind)
            if answer.status_code >= 500 and route.endpoint not in NOT_READY:
                wrong.append(f"{who} GET {path}: {answer.status_code}")
            elif not comes and not (is_plain_404(answer) or asks_to_sign_in(answer)):
                wrong.append(f"{who} GET {path}: {answer.status_code}, although not allowed")
            elif comes and who == "administrator" and 303 < answer.status_code < 500:
                own = route.allow is not None and route.allow.startswith(("own.", "link."))
                if not own and route.endpoint not in may_be_absent(path, place.ours):
                    wrong.append(f"{who} GET {path}: {answer.status_code}, although allowed")
            if _tells_of(place.theirs, answer.text):
                wrong.append(f"{who} GET {path}: shows another tenant")
    assert not wrong, "\n".join(wrong)


def test_each_act_is_refused_to_whoever_may_not(app: Flask, place: Place) -> None:
    wrong = []
    for route, path in every_address(routes_of(app, "POST", place.ours), place.ours):
        if route.public:
            continue
        for who, (client, principal) in place.browsers.items():
            if may_come(route, principal, place.kind):
                continue
            answer = client.post(path)
            if not (is_plain_404(answer) or asks_to_sign_in(answer)):
                wrong.append(f"{who} POST {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_each_act_refuses_a_request_without_its_token(app: Flask, place: Place) -> None:
    wrong = []
    for route in routes_of(app, "POST", place.ours):
        path = address(route, place.ours.arguments(route.plugin))
        for who, (client, principal) in place.browsers.items():
            if may_come(route, principal, place.kind):
                answer = client.post(path, token="0" * 64)
                if answer.status_code != 400:
                    wrong.append(f"{who} POST {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def not_plain(app: Flask, place: Place, places: Places) -> list[str]:
    """What is served here of the routes that are other kinds' alone, with what is there as arguments."""
    found = []
    for route in all_routes(app):
        if route.kind in (None, place.kind):
            continue
        path = address(route, places(route.kind).ours.arguments(route.plugin))
        for who, (client, _principal) in place.browsers.items():
            answer = client.get(path) if route.method == "GET" else client.post(path)
            if not is_plain_404(answer):
                found.append(f"{who} {route.method} {path}: {answer.status_code}")
    return found


def test_route_of_one_kind_of_tenant_is_not_there_at_another(
    app: Flask, place: Place, places: Places
) -> None:
    """For nobody: neither who may do everything, nor who is asked to sign in elsewhere."""
    assert not_plain(app, place, places) == []


def test_control_a_route_that_forgets_its_kind_is_noticed(
    app: Flask, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = places("association")
    route = next(r for r in all_routes(app) if r.kind == "network" and r.method == "GET")
    open_to_all = replace(route, kind=None, allow=None, public=True, view=lambda _work, **_: "here")
    monkeypatch.setitem(app.view_functions, route.endpoint, _wrap(open_to_all))
    assert len(not_plain(app, here, places)) == len(here.browsers)


def test_foreign_id_answers_like_a_missing_one(app: Flask, place: Place) -> None:
    """For the one who may do everything here: what is another tenant's is simply not there."""
    client, _principal = place.browsers["administrator"]
    missing = {name: str(new_id()) for name in place.theirs.names()} | {
        "slug": "no-such-cycle",
        "programme": "no-such-programme",
    }
    wrong = []
    for method, route in ((m, r) for m in ("GET", "POST") for r in routes_of(app, m, place.ours)):
        if route.endpoint in OF_EVERY_DESK or not set(_ARGUMENT.findall(route.rule)) - NOBODYS:
            continue
        answers = []
        for values in (place.theirs.arguments(route.plugin), missing):
            client.get("/settings")
            path = address(route, values)
            answer = client.get(path) if method == "GET" else client.post(path)
            answers.append((answer.status_code, _without_ids(answer.text, values)))
        if answers[0] != answers[1] or answers[0][0] < 400:
            wrong.append(
                f"{route.endpoint}: {answers[0][0]} for a foreign id, {answers[1][0]} for none"
            )
    assert not wrong, "\n".join(wrong)


def _without_ids(text: str, values: dict[str, str]) -> str:
    for value in filter(None, values.values()):
        text = text.replace(value, "ID")
    return re.sub(r'value="[0-9a-f]{64}"', "", text)


def shown_to(client: Client, app: Flask, ours: World) -> dict[str, str]:
    """Every page and file as this browser gets it, by path."""
    paths = [path for _route, path in every_address(routes_of(app, "GET", ours), ours)]
    return {
        path + more: client.get(path + more).text for path in paths for more in ("", "?format=csv")
    }


@pytest.mark.parametrize("role", LIMITED)
def test_whoever_is_limited_to_a_unit_sees_nothing_of_another(
    app: Flask,
    worlds: tuple[World, World],
    browsers: dict[str, tuple[Client, Principal]],
    role: str,
) -> None:
    """Neither in a list, a page or a file; the first unit's own people are there."""
    shown = shown_to(browsers[f"{role} of a unit"][0], app, worlds[0])
    hidden = ("ToinenHelmi", "OdottavaHelmi", f"Posti{worlds[0].canary}")
    assert [path for path, text in shown.items() if any(word in text for word in hidden)] == []
    assert "EnsiHelmi" in "".join(shown.values())


def test_control_without_its_limit_the_other_unit_would_be_seen(
    app: Flask,
    worlds: tuple[World, World],
    browsers: dict[str, tuple[Client, Principal]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Principal, "units", lambda _self, _permission: None)
    shown = shown_to(browsers["contact of a unit"][0], app, worlds[0])
    assert "ToinenHelmi" in "".join(shown.values())


@pytest.mark.parametrize("who", ["mentor", "mentee", "link group_member", "link application"])
def test_participant_sees_nobody_but_their_own_pair(
    app: Flask,
    worlds: tuple[World, World],
    browsers: dict[str, tuple[Client, Principal]],
    who: str,
) -> None:
    ours, _theirs = worlds
    client, _principal = browsers[who]
    hidden = (
        {"OdottavaHelmi", "ToinenHelmi"}
        if "application" not in who
        else {"EnsiHelmi", "EnsiMentori", "OdottavaHelmi"}
    )
    for route, path in every_address(routes_of(app, "GET", ours), ours):
        text = client.get(path).text
        assert not [name for name in hidden if name in text], route.endpoint


def test_control_the_sweep_notices_a_route_that_is_too_open(
    worlds: tuple[World, World], browsers: dict[str, tuple[Client, Principal]]
) -> None:
    """Declared as open to nobody, the front page is reported: the comparison itself works."""
    client, principal = browsers["nobody"]
    closed = Route("x.x", "/", "GET", lambda: None, "people.read", False, None)
    answer = client.get("/")
    assert not may_come(closed, principal)
    assert not is_plain_404(answer)
    assert not asks_to_sign_in(answer)
