"""The one clock. In a demo and in tests it can be moved, for web and worker alike.

The offset is seconds in the file that ``PUNOS_CLOCK_FILE`` names; every process looks at the
file's state before each reading, so a move is seen everywhere at once. Production refuses it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from punos.errors import ConfigurationError

DEFAULT_ZONE = "Europe/Helsinki"
FILE_VARIABLE = "PUNOS_CLOCK_FILE"

_travelled: ContextVar[timedelta] = ContextVar("travelled", default=timedelta(0))
_seen: tuple[str, tuple[int, int, int]] | None = None
_offset = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + offset() + _travelled.get()


def today(zone: str = DEFAULT_ZONE) -> date:
    """The date on the wall calendar of ``zone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def day_of(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    """The day of a moment by the clock on the wall: at one at night it is not yesterday."""
    return moment.astimezone(ZoneInfo(zone)).date()


def offset() -> timedelta:
    """How far the clock is moved: zero unless a clock file says otherwise."""
    global _seen, _offset
    name = os.environ.get(FILE_VARIABLE)
    if not name:
        return timedelta(0)
    _refuse_in_production()
    state = (name, _state(Path(name)))
    if state != _seen:
        _offset, _seen = _read(Path(name)), state
    return _offset


def set_offset(value: timedelta) -> None:
    """Move the clock of every process that names the same file.

    Raises ConfigurationError in production, and where no file is named.
    """
    _refuse_in_production()
    name = os.environ.get(FILE_VARIABLE)
    if not name:
        raise ConfigurationError(f"The clock can be moved only where {FILE_VARIABLE} is set.")
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A rename, so that no other process ever reads a half-written number.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(str(value.total_seconds()), encoding="ascii")
    draft.replace(path)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let this thread alone live at another moment, for the demo's past. Refused in production."""
    _refuse_in_production()
    token = _travelled.set(_travelled.get() + (moment - now()))
    try:
        yield
    finally:
        _travelled.reset(token)


def _refuse_in_production() -> None:
    if os.environ.get("PUNOS_ENV") == "production":
        raise ConfigurationError(f"{FILE_VARIABLE} moves the clock: not in production.")


def _state(path: Path) -> tuple[int, int, int]:
    # The inode too: two moves within one tick of the file system leave the same time and size.
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _read(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta(0)
    except ValueError as error:
        raise ConfigurationError(f"The clock file holds no number of seconds: {path}") from error
