"""Keeps the processes of a deployment running: what dies is started again, ever more slowly."""

from __future__ import annotations

import logging
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from punos.keeper import Keeper

log = logging.getLogger(__name__)

_SLOWEST = 30.0  # seconds between two starts at most
_STEADY = 60.0  # seconds after which a process counts as well
_GRACE = 15.0  # seconds a process has to end by itself


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    keeper: Keeper
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = 0.0

    def start(self) -> None:
        """Start the process."""
        # In a session of its own: Ctrl-C reaches the parent alone, which ends things in order.
        self.process = subprocess.Popen(self.command, env=self.environ, start_new_session=True)
        self.keeper.add(self.process.pid)
        self.started = time.monotonic()

    def ended(self) -> bool:
        """Whether the process has ended."""
        return self.process is None or self.process.poll() is not None

    def revive(self) -> None:
        """Start the process again when it has ended and its time has come."""
        if not self.ended():
            return
        if self.process is not None:
            self._note_death(self.process)
        if time.monotonic() >= self.started + self.delay:
            self.start()

    def ask_to_end(self) -> None:
        """Ask the process to finish what it does and end."""
        if not self.ended():
            assert self.process is not None
            self.process.terminate()

    def await_end(self, last: float) -> None:
        """Wait for the end until `last` (on the monotonic clock), then force it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.keeper.remove(self.process.pid)
        self.process = None

    def _note_death(self, process: subprocess.Popen[bytes]) -> None:
        lasted = time.monotonic() - self.started
        # Whatever ran well is made good at once; what dies at its start waits 1, 2, 4 … seconds.
        self.delay = 0.0 if lasted > _STEADY else min(_SLOWEST, max(1.0, self.delay * 2))
        log.warning("%s ended (%s) and is started again", self.name, process.returncode)
        self.keeper.remove(process.pid)
        self.process = None


def end_all(children: Sequence[Child]) -> None:
    """End every child: all are asked at once, then each is waited for."""
    for child in children:
        child.ask_to_end()
    last = time.monotonic() + _GRACE
    for child in children:
        child.await_end(last)


def watch_over(
    children: Sequence[Child], stopped: Callable[[], bool], also: Callable[[], None]
) -> None:
    """Keep the children running until `stopped()`; `also` is called at every round."""
    while not stopped():
        also()
        for child in children:
            child.revive()
        time.sleep(0.2)
