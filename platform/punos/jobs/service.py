"""Verbs about jobs, for whoever asks for work; the worker's side is in `punos.jobs.runner`."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.db.queue import enqueue
from punos.errors import PunosError
from punos.jobs.models import JobRun
from punos.jobs.registry import LONG, JobSpec, job_spec
from punos.work import Work

RUN_TASK = "punos.run"

report: ContextVar[Callable[[UUID, int, int | None], None] | None] = ContextVar(
    "report", default=None
)
"""How the worker writes progress down; nothing outside of it."""


class JobFailed(PunosError):  # what happened, not a fault
    """A job cannot succeed, however often it is tried; `code` is kept for the page to explain."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def start(work: Work, job: str, subject_id: UUID | None = None) -> JobRun:
    """Ask for a long piece of work, whose progress can be read from the row that is returned.

    It is queued in this transaction, so it runs when this commits, and never otherwise.
    Raises LookupError for a job that nobody registered.
    """
    spec = _spec(work, job)
    now = clock.now()
    run = JobRun(
        kind=job,
        subject_id=subject_id,
        requested_by=work.account_id,
        state="queued",
        attempts=0,
        done=0,
        created_at=now,
        changed_at=now,
    )
    work.session.add(run)
    ask(work, spec.path, {"run": run.id}, queue=LONG)
    return run


def defer(work: Work, job: str, **ids: UUID) -> None:
    """Ask for work that nobody waits for. It runs after this transaction has committed."""
    spec = _spec(work, job)
    ask(work, spec.path, ids, queue=spec.queue)


def progress(run_id: UUID, done: int, total: int | None = None) -> None:
    """Tell, from within a started job, how far it is. It is seen at once, whatever the job does."""
    write = report.get()
    if write is not None:
        write(run_id, done, total)


def latest(work: Work, job: str, subject_id: UUID | None = None) -> JobRun | None:
    """The newest run of a job for a subject."""
    query = select(JobRun).where(JobRun.kind == job, JobRun.subject_id == subject_id)
    return work.session.scalars(query.order_by(JobRun.id.desc()).limit(1)).one_or_none()


def ask(work: Work, job: str, ids: Mapping[str, UUID], *, queue: str, in_seconds: int = 0) -> None:
    """Put a job that is registered into a queue, in this transaction."""
    arguments = {"job": job, "tenant": str(work.tenant.id)}
    arguments |= {name: str(value) for name, value in ids.items()}
    enqueue(work.session, RUN_TASK, arguments, queue=queue, in_seconds=in_seconds)


def _spec(work: Work, job: str) -> JobSpec:
    spec = job_spec(work.registry, job)
    if spec is None:
        raise LookupError(f"no such job is registered: {job}")
    return spec
