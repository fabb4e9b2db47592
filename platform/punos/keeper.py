"""One owner per data folder, and processes that end with their owner even when it is killed.

The keeper holds the folder's lock and tells a small child of its own which processes it started.
When the owner dies without a word (`kill -9`), the child ends them, and only then gives the lock up,
so that the next start meets neither a taken port nor a running database.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from punos import keeper_child
from punos.errors import ConfigurationError

_PATIENCE = 30.0  # seconds for the child of a killed owner to clear up


class AlreadyRunning(ConfigurationError):
    """Another living process owns the folder."""


class Keeper:
    """Owns `folder` until closed. Raises AlreadyRunning when a living process owns it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "lock")
        reading, self._pipe = os.pipe()
        self._child = subprocess.Popen(
            [sys.executable, "-I", keeper_child.__file__, str(reading)],
            pass_fds=(reading, self._lock),
            # Out of the terminal's reach: Ctrl-C is for the owner, who ends things in order.
            start_new_session=True,
            cwd="/",
        )
        os.close(reading)

    def add(self, pid: int, number: int = signal.SIGTERM) -> None:
        """Remember a process, and the signal that ends it kindly."""
        self._tell(f"+{pid} {number}\n")

    def remove(self, pid: int) -> None:
        """Forget a process that has ended."""
        self._tell(f"-{pid}\n")

    def close(self) -> None:
        """End what is still remembered and give the folder up."""
        if self._pipe < 0:
            return
        os.close(self._pipe)
        self._pipe = -1
        self._child.wait()
        os.close(self._lock)

    def _tell(self, line: str) -> None:
        try:
            os.write(self._pipe, line.encode("ascii"))
        except BrokenPipeError:
            # The child was killed: the next start still recovers, so this one goes on.
            return

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


def _locked(path: Path) -> int:
    """The lock's file descriptor; it waits for the child of an owner that was killed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    last = time.monotonic() + _PATIENCE
    while not _take(descriptor):
        owner = _owner(path)
        if _alive(owner) or time.monotonic() > last:
            os.close(descriptor)
            raise AlreadyRunning(
                f"Punos is already running from {path.parent} (process {owner}). Stop it first, "
                "or give this one a PUNOS_DATA and a PORT of its own."
            )
        time.sleep(0.1)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
    return descriptor


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(path: Path) -> int:
    text = path.read_text(encoding="ascii").strip()
    return int(text) if text.isdigit() else 0


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
