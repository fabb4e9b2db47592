"""Ends the processes of a parent that died without a word; run as a script, standard library only.

It reads lines from the pipe that its argument names: `+pid signal` to remember a process, `-pid` to
forget it. The pipe's end means that the parent is gone, in whatever way.
"""

import os
import signal
import sys
import time
from pathlib import Path

PATIENCE = 10.0  # seconds a process has to end by itself


def main(descriptor: int) -> None:
    """Wait for the parent's end, then end what it left, the newest first."""
    kept: dict[int, int] = {}
    with os.fdopen(descriptor, encoding="ascii") as pipe:
        for line in pipe:
            _note(kept, line)
    for pid, number in reversed(kept.items()):
        _end(pid, number)


def _note(kept: dict[int, int], line: str) -> None:
    words = line.split()
    if line.startswith("+"):
        kept[int(words[0])] = int(words[1])
    else:
        kept.pop(-int(words[0]), None)


def _end(pid: int, number: int) -> None:
    last = time.monotonic() + PATIENCE
    there = _send(pid, number)
    while there and time.monotonic() < last:
        time.sleep(0.05)
        there = _send(pid, 0) and not _only_a_name(pid)
    if there:
        _send(pid, signal.SIGKILL)


def _send(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _only_a_name(pid: int) -> bool:
    """Whether a process has ended and nobody has asked for its status, as happens in containers."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "Z"


if __name__ == "__main__":
    main(int(sys.argv[1]))
