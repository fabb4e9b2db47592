"""No list is taken out as a file by a session that was left open: each asks first who is there."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from punos import clock
from punos.accounts.models import AccountSession
from punos.web import proving
from tests.sweeps.conftest import Place
from tests.sweeps.test_routes import every_address, routes_of

OLD = timedelta(minutes=61)


def let_proofs_be(place: Place, age: timedelta) -> None:
    """Move the proof of every session."""
    with place.ours.association.work() as work:
        work.session.execute(update(AccountSession).values(proved_at=clock.now() - age))


def files(app: Flask, place: Place) -> dict[str, TestResponse]:
    """What the administrator gets as a file of every page that has a list, by address."""
    client, _principal = place.browsers["administrator"]
    found = {}
    for _route, path in every_address(routes_of(app, "GET", place.ours), place.ours):
        answer = client.get(f"{path}?format=csv")
        if answer.mimetype == "text/csv":
            found[path] = answer
    return found


def test_no_list_becomes_a_file_without_a_fresh_proof(
    app: Flask, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: with the question off, and with a fresh proof, the same addresses give files."""
    let_proofs_be(place, OLD)
    assert files(app, place) == {}
    with monkeypatch.context() as off:
        off.setattr(proving, "_takes_out", lambda: False)
        unguarded = files(app, place)
    let_proofs_be(place, timedelta(0))
    assert unguarded.keys() == files(app, place).keys()
    assert len(unguarded) >= (3 if place.kind == "association" else 1)
