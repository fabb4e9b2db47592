"""Jobs of a plugin for tests. What they did is counted in rows, which a rollback takes away."""

import time
from uuid import UUID

from sqlalchemy import func, select

from punos.audit.models import AuditEvent
from punos.audit.service import record
from punos.errors import Refused
from punos.jobs.models import JobRun
from punos.jobs.service import JobFailed, progress
from punos.work import Work

SECRET = "Aino Virtanen"


def write(work: Work, run: JobRun) -> None:
    """One row and a result."""
    record(work, "test.deed", "test", run.id)
    run.result = {"written": 1}


def write_and_fail_at_first(work: Work, run: JobRun) -> None:
    """A row, then trouble at the first attempt."""
    record(work, "test.deed", "test", run.id)
    work.session.flush()
    if run.attempts == 1:
        raise RuntimeError(SECRET)


def always_fail(work: Work, run: JobRun) -> None:
    """A row, then trouble, with a name in the message and in the SQL."""
    record(work, "test.deed", "test", run.id)
    raise RuntimeError(SECRET)


def cannot(work: Work, run: JobRun) -> None:
    """Trouble that another attempt does not mend."""
    record(work, "test.deed", "test", run.id)
    raise JobFailed("no_mentors")


def refuse(work: Work, run: JobRun) -> None:
    """A refusal of a service."""
    raise Refused(SECRET)


def count_slowly(work: Work, run: JobRun) -> None:
    """A row, then sixty steps with progress; slow at the first attempt only."""
    record(work, "test.deed", "test", run.id)
    run.result = {"attempts": run.attempts}
    work.session.flush()
    run_id = run.id
    for step in range(1, 61):
        progress(run_id, step, 60)
        time.sleep(0.1 if run.attempts == 1 else 0)


def tell_progress(work: Work, run: JobRun) -> None:
    """A row and two steps of three."""
    record(work, "test.deed", "test", run.id)
    progress(run.id, 2, 3)
    time.sleep(0.5)


def note(work: Work, *, subject: UUID) -> None:
    """For deferring: one row."""
    record(work, "test.deed", "test", subject)


def note_or_fail(work: Work, *, subject: UUID) -> None:
    """For deferring: fails as long as there are fewer than two other rows."""
    if deeds(work) < 2:
        raise RuntimeError(SECRET)
    record(work, "test.deed", "test", subject)


def deeds(work: Work) -> int:
    """How many rows the jobs have written."""
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "test.deed")
    return work.session.scalar(query) or 0
