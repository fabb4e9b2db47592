"""Due-functions for tests, in a module of their own so that the tick and the tests share one."""

from datetime import datetime

from punos import clock
from punos.audit.service import record
from punos.work import Work

BROKEN: set[str] = set()
TIMES: dict[str, datetime] = {}
ASKED: list[str] = []


def fails_somewhere(work: Work) -> None:
    """Writes a row everywhere, and then fails at the broken tenants."""
    record(work, "test.due", "test", None)
    work.session.flush()
    if work.tenant.slug in BROKEN:
        raise RuntimeError("Aino Virtanen")


def note_time(work: Work) -> None:
    """Notes the time at each tenant."""
    TIMES[work.tenant.slug] = clock.now()


def note_tenant(work: Work) -> None:
    """Notes that a plugin's function was asked at this tenant."""
    ASKED.append(work.tenant.slug)


def fails_everywhere(_work: Work) -> None:
    """A plugin's function that never works."""
    raise RuntimeError("Aino Virtanen")
