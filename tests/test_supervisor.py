"""What dies is started again, and what should end ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from punos.keeper import Keeper
from punos.supervisor import Child, end_all, watch_over

SLEEPS = "import time; time.sleep(60)"
DIES = "raise SystemExit(3)"
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").close()
time.sleep(60)
"""


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    with Keeper(tmp_path / "owned") as one:
        yield one


def child(keeper: Keeper, code: str, *arguments: str) -> Child:
    return Child("a process", [sys.executable, "-c", code, *arguments], os.environ, keeper)


def watch(one: Child, seconds: float) -> None:
    last = time.monotonic() + seconds
    watch_over([one], lambda: time.monotonic() > last, lambda: None)


def test_killed_process_is_started_again(keeper: Keeper) -> None:
    one = child(keeper, SLEEPS)
    one.start()
    first = one.process
    assert first is not None
    first.send_signal(signal.SIGKILL)
    first.wait()
    watch(one, 1.5)
    assert one.process is not None
    assert one.process.pid != first.pid
    assert not one.ended()
    end_all([one])


def test_process_that_dies_at_its_start_is_started_ever_more_slowly(keeper: Keeper) -> None:
    one = child(keeper, DIES)
    starts = []
    begun = one.start
    one.start = lambda: (starts.append(time.monotonic()), begun())[1]  # type: ignore[method-assign]
    one.start()
    watch(one, 4.5)
    end_all([one])
    assert len(starts) == 3
    assert starts[2] - starts[1] > starts[1] - starts[0]


def test_process_that_ignores_its_signal_is_killed(
    keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("punos.supervisor._GRACE", 0.3)
    one = child(keeper, STUBBORN, str(tmp_path / "ready"))
    one.start()
    assert one.process is not None
    process = psutil.Process(one.process.pid)
    while not (tmp_path / "ready").exists():
        time.sleep(0.02)
    end_all([one])
    assert not process.is_running()


def test_children_of_a_supervisor_that_was_killed_end(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
from pathlib import Path
from punos.keeper import Keeper
from punos.supervisor import Child
child = Child("it", [sys.executable, "-c", {SLEEPS!r}], os.environ, Keeper(Path(sys.argv[1])))
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    with Keeper(tmp_path):  # which waits until all has ended
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
