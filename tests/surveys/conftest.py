"""A clock that each test may move, and a queue in which nothing waits from before."""

from pathlib import Path

import pytest

from punos import clock
from punos.deployment import Deployment
from tests.support.queue import forget_waiting


@pytest.fixture(autouse=True)
def movable_clock(deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test does to the clock ends with it."""
    forget_waiting(deployment)
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
