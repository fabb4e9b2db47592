"""One owner per folder, and nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from punos import keeper_child
from punos.keeper import AlreadyRunning, Keeper

# An owner that starts one process, says its number and waits to be killed.
OWNER = """
import subprocess, sys, time
from pathlib import Path
from punos import keeper_child
from punos.keeper import Keeper
keeper = Keeper(Path(sys.argv[1]))
child = subprocess.Popen([sys.executable, "-c", sys.argv[2]], start_new_session=True)
keeper.add(child.pid)
print(child.pid, flush=True)
time.sleep(60)
"""
SLEEPER = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(flush=True)
time.sleep(60)
"""
NOTES_ITS_END = """
import signal, sys, time
def end(number, frame):
    with open(sys.argv[1], "a") as note:
        note.write(sys.argv[2])
    sys.exit()
signal.signal(signal.SIGTERM, end)
print(flush=True)
time.sleep(60)
"""


def start_owner(folder: Path, code: str = SLEEPER) -> tuple[subprocess.Popen[str], int]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, folder, code], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    return owner, int(owner.stdout.readline())


def gone(pid: int, within: float) -> bool:
    """Whether a process ends in time. One that nobody reaps, as in a container, has ended too."""
    last = time.monotonic() + within
    while time.monotonic() < last:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def kill(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.communicate()


def test_folder_of_a_living_owner_is_refused(tmp_path: Path) -> None:
    with Keeper(tmp_path), pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        Keeper(tmp_path)


def test_folder_is_free_again_when_its_owner_closes(tmp_path: Path) -> None:
    Keeper(tmp_path).close()
    Keeper(tmp_path).close()


def test_process_of_a_killed_owner_ends(tmp_path: Path) -> None:
    owner, child = start_owner(tmp_path)
    kill(owner)
    assert gone(child, within=5)


def test_folder_of_a_killed_owner_is_free_once_its_processes_have_ended(tmp_path: Path) -> None:
    owner, child = start_owner(tmp_path)
    kill(owner)
    with Keeper(tmp_path):
        assert gone(child, within=0.1)


def test_process_that_was_forgotten_lives_on(tmp_path: Path) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", SLEEPER])
    with Keeper(tmp_path) as keeper:
        keeper.add(sleeper.pid)
        keeper.remove(sleeper.pid)
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def test_process_that_ignores_the_signal_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_child, "PATIENCE", 0.3)
    stubborn = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    reading, writing = os.pipe()
    os.write(writing, f"+{stubborn.pid} {signal.SIGTERM}\n".encode())
    os.close(writing)
    keeper_child.main(reading)
    assert stubborn.wait(5) == -signal.SIGKILL
    stubborn.stdout.close()


def test_processes_end_the_newest_first(tmp_path: Path) -> None:
    note = tmp_path / "order"
    started = [
        subprocess.Popen([sys.executable, "-c", NOTES_ITS_END, note, name], stdout=subprocess.PIPE)
        for name in "ab"
    ]
    with Keeper(tmp_path) as keeper:
        for one in started:
            assert one.stdout is not None
            one.stdout.readline()
            keeper.add(one.pid)
    for one in started:
        one.communicate()
    assert note.read_text() == "ba"
