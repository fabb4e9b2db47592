"""The database goes away under the running product, and comes back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from punos.i18n import _, use_language
from tests.faults.conftest import Standing


@contextmanager
def away(standing: Standing) -> Iterator[None]:
    standing.server.stop()
    try:
        yield
    finally:
        standing.server.start()


def test_pages_say_so_while_the_database_is_away_and_work_at_once_when_it_is_back(
    standing: Standing,
) -> None:
    browser = standing.staff()
    with use_language("fi"):
        words = _("We cannot reach our records at the moment")
    with away(standing):
        for path in ("/today", "/people", "/", "/sign-in", "/no-such-page"):
            began = time.monotonic()
            answer = browser.get(path, **{"Accept-Language": "fi"})
            assert answer.status == 503, path
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert words in answer.text
            assert "Traceback" not in answer.text
            assert time.monotonic() - began < 5
        sent = browser.post("/language", {"language": "fi", "next": "/"})
        assert sent.status == 503
        assert browser.get("/health").status == 200
    assert [browser.get("/today").status for _number in range(6)] == [200] * 6


def test_restart_that_nobody_noticed_costs_no_request(standing: Standing) -> None:
    """Connections in the pools are dead, and both processes have some."""
    browser = standing.staff()
    for _number in range(6):
        assert browser.get("/today").status == 200
    with away(standing):
        pass
    assert [browser.get("/today").status for _number in range(6)] == [200] * 6


def test_control_a_pool_that_does_not_look_first_fails_after_a_restart(standing: Standing) -> None:
    engine = create_engine(standing.server.url("web"))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    with away(standing):
        pass
    with pytest.raises(OperationalError), engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()
