"""Making two things happen at the same moment, surely and every time."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from punos.deployment import Deployment

PATIENCE = 20.0


def somebody_waits(deployment: Deployment) -> bool:
    """Whether a transaction waits for a row that another one holds."""
    query = text(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
        "WHERE a.datname = current_database() AND NOT l.granted"
    )
    with deployment.database("owner").engine.connect() as connection:
        return bool(connection.execute(query).scalar_one())


def until(look: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it comes true in time."""
    last = time.monotonic() + seconds
    while not look():
        if time.monotonic() > last:
            return False
        time.sleep(0.02)
    return True


def pause(
    patch: pytest.MonkeyPatch, owner: Any, name: str, go_on: Callable[[], bool]
) -> threading.Event:
    """Let the first call of a function begin, tell so, and go on when `go_on` has come true."""
    original, began = getattr(owner, name), threading.Event()

    def paused(*arguments: Any, **keywords: Any) -> Any:
        if not began.is_set():
            began.set()
            until(go_on, seconds=5)
        return original(*arguments, **keywords)

    patch.setattr(owner, name, paused)
    return began
