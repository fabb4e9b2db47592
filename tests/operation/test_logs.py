"""Logs are one JSON object a line in production and hold nothing personal; pages name the request."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from gunicorn.config import Config

from punos import logs
from punos.access_log import AccessLog
from punos.app import create_app
from punos.deployment import Deployment
from punos.ids import new_id
from punos.web.pages import Pages
from tests.support.clients import Client
from tests.support.served import ROOT
from tests.support.tenants import Tenants

PRODUCTION = {"PUNOS_ENV": "production"}
TYPED = "Aila Kanarialintu"
TOKEN = "hV3rGk0t9Zb2QxYwLmNpRsTuVvWxYz012345678ab_-"


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.formatter(PRODUCTION))
    log = logging.getLogger("punos.tests.logs")
    log.addHandler(handler)
    log.propagate = False
    yield log, out
    log.removeHandler(handler)


def one(out: io.StringIO) -> dict[str, Any]:
    (line,) = out.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_line_in_production_is_json_with_time_level_place_request_and_tenant(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, out = written
    number, tenant = logs.new_request(), str(new_id())
    logs.tenant_id.set(tenant)
    log.warning("job %s is put off", "x")
    line = one(out)
    assert line["message"] == "job x is put off"
    assert (line["level"], line["logger"]) == ("WARNING", "punos.tests.logs")
    assert (line["request"], line["tenant"]) == (number, tenant)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{12}\+00:00", line["time"])


def test_addresses_and_tokens_are_cut_out_and_ids_stay(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, out = written
    row = new_id()
    log.warning("refused <aila.kanarialintu@people.example.org>: /l/%s of %s", TOKEN, row)
    said = one(out)["message"]
    assert said == f"refused <[address]>: /l/[cut] of {row}"


def test_error_is_told_by_kind_and_place_and_not_by_what_it_says(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, out = written
    try:
        raise ValueError("Aila Kanarialintu")
    except ValueError:
        log.exception("it failed")
    assert "Kanarialintu" not in out.getvalue()
    assert one(out)["error"].startswith("ValueError (test_logs.py:")


def test_plain_line_keeps_the_same_silence() -> None:
    handler = logs.formatter({"PUNOS_ENV": "demo"})
    record = logging.LogRecord("x", 30, __file__, 1, "to %s", ("aila@example.org",), None)
    assert handler.format(record).endswith("to [address]")


def test_access_line_in_production_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUNOS_ENV", "production")
    settings = Config()
    settings.set("accesslog", "-")
    log = AccessLog(settings)
    out = io.StringIO()
    for handler in log.access_log.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(out)
    environ = {
        "HTTP_HOST": "here.localhost", "REQUEST_METHOD": "GET", "RAW_URI": f"/l/{TOKEN}",
        "SERVER_PROTOCOL": "HTTP/1.1", "punos.route": "/l/<token>", "punos.request": "a1b2",
    }  # fmt: skip
    answer = SimpleNamespace(status="200 OK", sent=12, headers=[])
    log.access(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=3))
    assert TOKEN not in out.getvalue()
    line = json.loads(out.getvalue())
    assert (line["route"], line["s"], line["request"], line["host"]) == (
        "/l/<token>", "200", "a1b2", "here.localhost",
    )  # fmt: skip
    assert "message" not in line


def test_page_of_our_mistake_shows_the_number_of_the_log_line(
    deployment: Deployment, tenants: Tenants, caplog: pytest.LogCaptureFixture
) -> None:
    app = _failing(deployment)
    client = Client(app, tenants.make().host)
    answer = client.get("/fails")
    assert answer.status_code == 500
    number = logs.request_id.get()
    assert number in answer.text
    assert f"unexpected RuntimeError ({number})" in caplog.text
    assert TYPED not in caplog.text + answer.text
    client.get("/fails")
    assert logs.request_id.get() != number


def _failing(deployment: Deployment) -> Flask:
    pages = Pages("failing", __name__)

    @pages.get("/fails", public=True)
    def fails(_work: object) -> str:
        raise RuntimeError(TYPED)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("punos.sections.ALL", (*create_app.__globals__["sections"].ALL, pages))
        return create_app(deployment=deployment)


def test_commands_and_web_processes_log_json_in_production() -> None:
    code = (
        "import logging\nfrom punos import logs\nlogs.set_up()\n"
        "logging.getLogger('punos.x').info('told')\nlogging.getLogger('other').info('not told')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=PRODUCTION | {"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line)["message"] for line in done.stderr.splitlines()] == ["told"]
    assert "set_up()" in (ROOT / "wsgi.py").read_text()
