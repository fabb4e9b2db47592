"""One clock for all processes, that only a demo and tests may move; and ids that follow time."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from punos import clock
from punos.errors import ConfigurationError
from punos.ids import new_id, random_id

WEEK = timedelta(days=7)


@pytest.fixture
def clock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data" / "clock"
    monkeypatch.setenv(clock.FILE_VARIABLE, str(path))
    monkeypatch.delenv("PUNOS_ENV", raising=False)
    return path


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_clock_without_a_file_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.FILE_VARIABLE, raising=False)
    assert abs(ahead()) < timedelta(seconds=1)
    assert clock.now().tzinfo is UTC
    with pytest.raises(ConfigurationError):
        clock.set_offset(WEEK)


def test_clock_that_is_moved_is_moved_for_another_process(clock_file: Path) -> None:
    clock.set_offset(WEEK)
    code = "from punos import clock; print(clock.offset().days)"
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert seen.stdout == "7\n"
    assert abs(ahead() - WEEK) < timedelta(seconds=1)


def test_clock_moved_twice_within_one_moment_shows_the_second_move(clock_file: Path) -> None:
    for days in (1, 2, 3, 4, 5):
        clock.set_offset(timedelta(days=days))
        assert clock.offset() == timedelta(days=days)
    clock_file.unlink()
    assert clock.offset() == timedelta(0)


def test_clock_is_not_moved_in_production(
    clock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_offset(WEEK)
    monkeypatch.setenv("PUNOS_ENV", "production")
    with pytest.raises(ConfigurationError):
        clock.now()
    with pytest.raises(ConfigurationError):
        clock.set_offset(WEEK)


def test_clock_file_without_a_number_is_refused(clock_file: Path) -> None:
    clock_file.parent.mkdir()
    clock_file.write_text("soon")
    with pytest.raises(ConfigurationError, match="number of seconds"):
        clock.now()


def test_today_is_the_date_of_the_zone(clock_file: Path) -> None:
    real = datetime.now(UTC)
    late = real.replace(hour=22, minute=30)
    clock.set_offset(late - real)
    assert clock.today() == (late + timedelta(days=1)).date()
    assert clock.today("UTC") == late.date()


def test_new_ids_grow_and_random_ids_tell_no_time() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(set(ids))
    assert {i.version for i in ids} == {7}
    assert random_id().version == 4


def test_day_of_a_moment_at_night_is_the_day_on_the_wall() -> None:
    assert clock.day_of(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == date(2027, 1, 1)
