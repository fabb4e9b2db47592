"""How the worker runs a job: in one transaction of its tenant, once, and without telling secrets.

A job may be delivered twice (its worker was killed, or seemed to be). A started run is therefore held
by name while it runs, and its state *done* is committed together with what it wrote. A job that is
only deferred must bear being run twice.
"""

import logging
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from punos import clock
from punos.db import lock_row
from punos.db.queue import allow_long_work, hold
from punos.deployment import Deployment
from punos.errors import Absent, Refused, where
from punos.extend import PluginState
from punos.jobs.failures import Failure
from punos.jobs.models import JobRun
from punos.jobs.progress import reporting
from punos.jobs.registry import LONG, JobSpec, job_spec
from punos.jobs.service import JobFailed, ask
from punos.tenancy.directory import TenantRecord

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 4
PUT_OFF_SECONDS = 900
"""How long a job waits whose tenant or plugin is suspended."""
BUSY_SECONDS = 20
FINISHED = ("done", "failed")


class Again(Exception):  # what to do, not a fault
    """The queue is to deliver this job once more, after so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class GaveUp(Exception):  # what happened, said to the queue
    """The job has failed for good."""


@dataclass(frozen=True)
class Delivery:
    """One delivery of a job by the queue: where it runs, what it is, and how often it was tried."""

    deployment: Deployment
    tenant: TenantRecord
    spec: JobSpec
    ids: dict[str, UUID]
    attempt: int


def run(deployment: Deployment, attempt: int, *, job: str, tenant: str, **ids: str) -> None:
    """Run one delivered job. `attempt` counts from 0. Raises Again or GaveUp, and nothing else."""
    record = deployment.directory.by_id(UUID(tenant))
    spec = job_spec(deployment.registry, job)
    if record is None or spec is None or record.state == "closed":
        log.warning("job %s is left out: its tenant or the job itself is gone", job)
        return
    numbers = {name: UUID(value) for name, value in ids.items()}
    delivery = Delivery(deployment, record, spec, numbers, attempt)
    state = _state(delivery)
    if state is PluginState.SUSPENDED:
        _put_off(delivery)
    elif state is not PluginState.ON:
        _left_out(delivery)
    else:
        _run_now(delivery)


def _state(delivery: Delivery) -> PluginState:
    """Whether the job may run: its plugin's state here, and suspended with its tenant."""
    if delivery.tenant.state == "suspended":
        return PluginState.SUSPENDED
    if delivery.spec.plugin is None:
        return PluginState.ON
    with delivery.deployment.work(delivery.tenant) as work:
        return work.plugin_states.get(delivery.spec.plugin, PluginState.AVAILABLE)


def _put_off(delivery: Delivery) -> None:
    log.info("job %s is put off: suspended at %s", delivery.spec.path, delivery.tenant.slug)
    queue = LONG if "run" in delivery.ids else delivery.spec.queue
    with delivery.deployment.work(delivery.tenant) as work:
        ask(work, delivery.spec.path, delivery.ids, queue=queue, in_seconds=PUT_OFF_SECONDS)


def _left_out(delivery: Delivery) -> None:
    log.warning("job %s is left out: off at %s", delivery.spec.path, delivery.tenant.slug)
    if "run" in delivery.ids:
        _settle(delivery, "failed", "plugin_off")


def _run_now(delivery: Delivery) -> None:
    if "run" in delivery.ids:
        _run_started(delivery)
        return
    failure = _attempt(delivery, lambda: _call(delivery))
    if failure is None:
        return
    if failure.final or delivery.attempt + 1 >= MOST_ATTEMPTS:
        raise GaveUp(failure.code)
    raise Again(_pause(delivery.attempt + 1))


def _call(delivery: Delivery) -> None:
    function = _function(delivery.spec)
    if delivery.spec.in_steps:
        function(delivery.deployment, delivery.tenant, **delivery.ids)
        return
    with delivery.deployment.work(delivery.tenant) as work:
        allow_long_work(work.session)
        function(work, **delivery.ids)


def _run_started(delivery: Delivery) -> None:
    attempts = _mark_running(delivery)
    if attempts is None:
        return
    failure = _attempt(delivery, lambda: _call_started(delivery))
    if failure is None:
        return
    if failure.final or attempts >= MOST_ATTEMPTS:
        _settle(delivery, "failed", failure.code)
        return
    _settle(delivery, "queued", failure.code)
    raise Again(_pause(attempts))


def _mark_running(delivery: Delivery) -> int | None:
    """Count the attempt, before it begins: a job that kills its worker must not do so for ever."""
    with delivery.deployment.work(delivery.tenant) as work:
        if not hold(work.session, "job run", delivery.ids["run"]):
            raise Again(BUSY_SECONDS)
        found = lock_row(work.session, JobRun, delivery.ids["run"])
        if found is None or found.state in FINISHED:
            return None
        found.attempts += 1
        found.changed_at = clock.now()
        found.state = "running" if found.attempts <= MOST_ATTEMPTS else "failed"
        found.problem = None if found.state == "running" else "gave_up"
        return found.attempts if found.state == "running" else None


def _call_started(delivery: Delivery) -> None:
    function = _function(delivery.spec)
    with delivery.deployment.work(delivery.tenant) as work:
        if not hold(work.session, "job run", delivery.ids["run"]):
            raise Again(BUSY_SECONDS)
        key = (delivery.tenant.id, delivery.ids["run"])
        found = work.session.get(JobRun, key)
        if found is None or found.state in FINISHED:
            return
        # What the job writes to it is kept for the end: a row locked by this transaction could not
        # show progress.
        work.session.expunge(found)
        allow_long_work(work.session)
        with reporting(delivery.deployment, delivery.tenant):
            if delivery.spec.in_steps:
                function(delivery.deployment, work, found)
            else:
                function(work, found)
        row = work.session.get_one(JobRun, key)
        row.result, row.state, row.problem, row.changed_at = found.result, "done", None, clock.now()


def _settle(delivery: Delivery, state: str, problem: str) -> None:
    with delivery.deployment.work(delivery.tenant) as work:
        found = lock_row(work.session, JobRun, delivery.ids["run"])
        if found is not None and found.state not in FINISHED:
            found.state, found.problem, found.changed_at = state, problem, clock.now()


def _attempt(delivery: Delivery, act: Callable[[], None]) -> Failure | None:
    """Do it. What goes wrong is logged as a place in the code: a message may hold a person's data."""
    try:
        act()
    except Again:
        raise
    except JobFailed as error:
        return Failure(error.code, final=True)
    except Refused:
        return Failure("refused", final=True)
    except Absent:
        return Failure("absent", final=True)
    except Exception as error:  # noqa: BLE001 (whatever a job may raise; it is logged and counted)
        log.error("job %s failed at %s: %s", delivery.spec.path, delivery.tenant.slug, where(error))
        return Failure("error", final=False)
    return None


def _function(spec: JobSpec) -> Callable[..., Any]:
    function: Callable[..., Any] = pkgutil.resolve_name(spec.path)
    return function


def _pause(attempts: int) -> int:
    """Seconds until the next attempt: 5, 20, 80."""
    return int(5 * 4 ** (attempts - 1))
