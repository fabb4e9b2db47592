"""The access log says which route answered, and nothing about who asked."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request
from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms

from punos.access_log import FORMAT, AccessLog

ANSWER = SimpleNamespace(status="200 OK", sent=1234, headers=[])


def logged(path: str) -> str:
    app = Flask("logged")
    environ: dict[str, Any] = {}

    @app.get("/meeting/<token>")
    def meeting(token: str) -> str:
        environ.update(request.environ)
        return token

    @app.errorhandler(404)
    def absent(error: Exception) -> tuple[str, int]:
        environ.update(request.environ)
        return str(error), 404

    app.test_client().get(
        path,
        headers={
            "Referer": "http://canary.example.org",
            "User-Agent": "canary",
            "Cookie": "a=canary",
        },
        environ_overrides={"RAW_URI": path, "REMOTE_ADDR": "192.0.2.7", "REMOTE_USER": "canary"},
    )
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
