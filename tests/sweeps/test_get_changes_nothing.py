"""Reading changes nothing: every page by everybody, and the whole database is as it was.

But for what reading may leave behind: sessions, uses of links, the access log.
"""

from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from punos.accounts.links import issue
from punos.deployment import Deployment
from punos.people.models import Person
from punos.units.models import Unit
from punos.web.routing import _wrap
from punos.work import Work
from tests.support.clients import Client
from tests.sweeps.conftest import Place
from tests.sweeps.test_routes import address, routes_of
from tests.sweeps.world import World

MAY_CHANGE = {"account_session", "access_link", "access_entry"}


def state(deployment: Deployment) -> dict[str, str]:
    """Each table's name and the hash of all its rows, of all associations."""
    with deployment.database("backup").engine.connect() as connection:
        names = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ).all()
        return {name: _hash(connection, name) for name in names if name not in MAY_CHANGE}


def _hash(connection: Connection, table: str) -> str:
    rows = connection.scalars(text(f'SELECT t::text FROM "{table}" t ORDER BY 1'))
    return sha256("\n".join(rows).encode()).hexdigest()


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables whose rows are others now."""
    return [name for name in before if before[name] != after[name]]


def test_no_page_changes_anything_whoever_opens_it(
    app: Flask, deployment: Deployment, place: Place
) -> None:
    before = state(deployment)
    assert len(before) > 30
    answers = [
        (client.get(path + suffix).status_code, path + suffix)
        for route in routes_of(app, "GET", place.ours)
        for path in (address(route, place.ours.arguments(route.plugin)),)
        for client, _principal in place.browsers.values()
        for suffix in ("", "?format=csv&q=a&page=2&sort=-name")
    ]
    failed = {path for status, path in answers if status >= 500}
    assert {path for path in failed if not path.startswith("/ready")} == set()
    assert sum(status == 200 for status, _path in answers) > 100
    assert changed(before, state(deployment)) == []


def test_signed_link_that_is_looked_at_is_not_used_up(
    app: Flask, deployment: Deployment, worlds: tuple[World, World]
) -> None:
    """A mail program that opens every link to look at it must not take the reader's only try."""
    ours, _theirs = worlds
    with ours.association.work() as work:
        token = issue(work, "sign_in", "account", ours.ids["account_id"])
    before = state(deployment)
    for _number in range(3):
        client = Client(app, ours.association.host)
        assert client.follow(client.get(token)).status_code == 200
    assert changed(before, state(deployment)) == []


def test_control_a_changed_row_is_noticed(
    deployment: Deployment, worlds: tuple[World, World]
) -> None:
    ours, _theirs = worlds
    before = state(deployment)
    with ours.association.work() as work:
        work.session.get_one(Person, (work.tenant.id, ours.people["other"])).city = "Oulu"
    assert changed(before, state(deployment)) == ["person"]


def test_control_a_page_that_writes_is_refused(
    app: Flask, worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard behind it all: a view that adds a row while it is only read ends in an error."""
    ours, _theirs = worlds

    def write(work: Work) -> str:
        work.session.add(Unit(slug="sneaked", names={}))
        work.session.flush()
        return "written"

    route = next(r for r in routes_of(app, "GET") if r.endpoint == "site.cookies")
    monkeypatch.setitem(app.view_functions, route.endpoint, _wrap(replace(route, view=write)))
    assert Client(app, ours.association.host).get("/cookies").status_code == 500
