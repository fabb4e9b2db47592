"""The access log says which route answered, and nothing about who asked."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms
from werkzeug.test import EnvironBuilder

from punos.access_log import FORMAT, AccessLog

ANSWER = SimpleNamespace(status="200 OK", sent=1234, headers=[])


def logged(path: str) -> str:
    app = Flask("logged")
    app.add_url_rule("/meeting/<token>", view_func=lambda token: token, endpoint="meeting")
    environ = EnvironBuilder(
        path,
        headers={
            "Referer": "http://canary.example.org",
            "User-Agent": "canary",
            "Cookie": "a=canary",
        },
        environ_overrides={"RAW_URI": path, "REMOTE_ADDR": "192.0.2.7", "REMOTE_USER": "canary"},
    ).get_environ()
    b"".join(app(environ, lambda status, headers, error=None: lambda data: None))
    raw = SimpleNamespace(headers=[("COOKIE", "a=canary")])
    log = AccessLog(Config())
    return FORMAT % SafeAtoms(log.atoms(ANSWER, raw, environ, timedelta(milliseconds=12)))


@pytest.mark.parametrize(
    ("path", "route"),
    [("/meeting/canary?name=canary", "/meeting/<token>"), ("/canary", "(no route)")],
)
def test_line_names_the_route_and_nothing_that_was_sent(path: str, route: str) -> None:
    line = logged(path)
    assert f" localhost GET {route} 200 1234 B 12 ms" in line
    assert "canary" not in line
    assert "192.0.2.7" not in line
