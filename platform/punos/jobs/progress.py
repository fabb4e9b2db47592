"""Writing progress down while a job runs, in short transactions of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.jobs.models import JobRun
from punos.jobs.service import report
from punos.tenancy.directory import TenantRecord

_LEAST_SECONDS = 0.3
"""Between two writes: a loop may tell each of a thousand steps."""


@contextmanager
def reporting(deployment: Deployment, tenant: TenantRecord) -> Iterator[None]:
    """Make `punos.jobs.service.progress` write within this block."""
    token = report.set(_Reporter(deployment, tenant))
    try:
        yield
    finally:
        report.reset(token)


class _Reporter:
    def __init__(self, deployment: Deployment, tenant: TenantRecord) -> None:
        self._deployment = deployment
        self._tenant = tenant
        self._last = 0.0

    def __call__(self, run_id: UUID, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._last < _LEAST_SECONDS and done != total:
            return
        self._last = now
        with self._deployment.work(self._tenant) as work:
            # It waits for nobody: a job that holds its own row would wait for itself.
            query = select(JobRun).where(JobRun.id == run_id).with_for_update(skip_locked=True)
            run = work.session.scalars(query).one_or_none()
            if run is not None:
                run.done, run.total, run.changed_at = done, total, clock.now()
