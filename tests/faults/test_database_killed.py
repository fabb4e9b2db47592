"""The database is killed while people apply: what was confirmed is there, once, after it has recovered."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import create_engine, text

from tests.faults.conftest import Standing
from tests.faults.test_killed import KILLS, WRITERS, doubled, lost, say, write_until, written
from tests.support.served import until

BACK = 10.0  # seconds until people can go on


def kill_database(standing: Standing) -> float:
    """Kill the server without any chance to tidy up, start it again; seconds until it answers."""
    process = standing.server._process
    assert process is not None
    process.send_signal(signal.SIGQUIT)  # PostgreSQL's "immediate": nothing is written any more
    process.wait()
    began = time.monotonic()
    standing.server.revive()
    return time.monotonic() - began


def kill_and_go_on(standing: Standing, confirmed: list[str]) -> float:
    """Seconds from the kill until somebody's application is confirmed again."""
    recovery = kill_database(standing)
    before, began = len(confirmed), time.monotonic()
    assert until(lambda: len(confirmed) > before, 30)
    return recovery + time.monotonic() - began


def test_database_killed_under_load_loses_and_doubles_nothing(
    standing: Standing, capsys: pytest.CaptureFixture[str]
) -> None:
    confirmed: list[str] = []
    sent: list[str] = []
    stop, slowest = Event(), 0.0
    with ThreadPoolExecutor(WRITERS) as writers:
        work = [
            writers.submit(write_until, standing, stop, confirmed, sent) for _ in range(WRITERS)
        ]
        try:
            for _number in range(KILLS):
                before = len(confirmed)
                assert until(lambda n=before: len(confirmed) > n + 5, 30)
                slowest = max(slowest, kill_and_go_on(standing, confirmed))
        finally:
            stop.set()
        for one in work:
            one.result()
    found = written(standing)
    say(
        capsys,
        f"database killed: {KILLS} kills, {len(sent)} applications sent, {len(confirmed)} confirmed, "
        f"{len(lost(confirmed, found))} lost, {len(doubled(found))} doubled; "
        f"people could go on after at most {slowest:.1f} s",
    )
    assert lost(confirmed, found) == []
    assert doubled(found) == {}
    assert slowest < BACK


def test_control_a_database_that_does_not_write_through_loses_what_it_confirmed(
    standing: Standing, capsys: pytest.CaptureFixture[str]
) -> None:
    """So the kill above is one that would be noticed."""
    engine = create_engine(standing.server.url("owner"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE confirmed (number int PRIMARY KEY)"))
    confirmed = 0
    with engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        connection.commit()
        for number in range(500):
            connection.execute(text("INSERT INTO confirmed VALUES (:n)"), {"n": number})
            connection.commit()
            confirmed += 1
        kill_database(standing)
    engine.dispose()
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT count(*) FROM confirmed")).scalar_one()
        connection.execute(text("DROP TABLE confirmed"))
    engine.dispose()
    say(capsys, f"without writing through: {confirmed} confirmed, {confirmed - kept} lost")
    assert kept < confirmed
