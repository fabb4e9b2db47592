"""The worker: runs what waits in the queue, as the plain role *web*, and finds what is due.

A worker that was killed leaves its jobs marked as being done. Every few seconds each worker looks for
such jobs, whose worker has stopped to give signs of life, and puts them back.
"""

import asyncio
import logging
import signal
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from punos.config import Config
from punos.db.check import refuse_unsound_wall
from punos.db.roles import libpq_address
from punos.deployment import Deployment
from punos.jobs import runner
from punos.jobs.registry import QUEUES
from punos.jobs.service import RUN_TASK
from punos.jobs.tick import tick

log = logging.getLogger(__name__)

TICK_TASK = "punos.tick"
HEARTBEAT = 3.0  # seconds
STALLED = 15.0  # seconds without a sign of life
LOOK = 5.0  # seconds between two looks for stalled jobs
GRACE = 10.0  # seconds a running job has to end after SIGTERM
AWAY = 2.0  # seconds until the database is tried again
KEPT_HOURS = 24 * 30  # how long the queue remembers a job that failed

_LOST = (ConnectorException, DatabaseError, PoolTimeout)


class _Backoff(BaseRetryStrategy):
    """The runner says when to try again; nothing else is."""

    def get_retry_decision(
        self,
        *,
        exception: BaseException,
        job: Job,  # noqa: ARG002 (the base class gives it)
    ) -> RetryDecision | None:
        """When the queue delivers the job again; None when it has failed for good."""
        if not isinstance(exception, runner.Again):
            return None
        return RetryDecision(retry_in={"seconds": exception.seconds})


def main() -> None:
    """Run until SIGTERM or SIGINT. A job that runs then has some seconds to end."""
    deployment = Deployment(Config.from_environment())
    refuse_unsound_wall(deployment.database("web"))
    # The queue repeats at INFO what is in its own tables; a failure is logged by the runner.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    try:
        asyncio.run(run_until_signal(deployment))
    finally:
        deployment.dispose()


async def run_until_signal(deployment: Deployment) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(deployment, stop)


async def serve(deployment: Deployment, stop: asyncio.Event) -> None:
    """Run jobs until `stop`. When the database goes away, wait for it and go on."""
    app = queue_app(deployment)
    while not stop.is_set():
        try:
            async with app.open_async():
                await _work(app, stop)
        except _LOST as error:
            log.warning("the database does not answer: %s", type(error).__name__)
        if not stop.is_set():
            await _first(stop, asyncio.create_task(asyncio.sleep(AWAY)))


def queue_app(deployment: Deployment) -> App:
    """The queue as the worker sees it, with the two tasks that there are."""
    address = libpq_address(deployment.config.database_urls["web"])
    connector = PsycopgConnector(conninfo=address, min_size=1, max_size=4, timeout=10)
    app = App(connector=connector)

    @app.task(name=RUN_TASK, pass_context=True, retry=_Backoff())
    def run_job(context: JobContext, /, **arguments: Any) -> None:
        runner.run(deployment, context.job.attempts, **arguments)

    @app.periodic(cron="* * * * *")
    @app.task(name=TICK_TASK, queueing_lock=TICK_TASK, lock=TICK_TASK)
    def run_tick(timestamp: int) -> None:  # noqa: ARG001 (the queue gives it)
        tick(deployment)

    return app


async def _work(app: App, stop: asyncio.Event) -> None:
    workers = [asyncio.create_task(_worker(app, queue)) for queue in QUEUES]
    sweep = asyncio.create_task(_sweep(app))
    for outcome in await _first(stop, *workers, sweep):
        if isinstance(outcome, Exception):
            raise outcome


async def _worker(app: App, queue: str) -> None:
    await app.run_worker_async(
        name=queue,
        queues=[queue],
        concurrency=1,
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
        shutdown_graceful_timeout=GRACE,
    )


async def _sweep(app: App) -> None:
    """Tick at once, then look for stalled jobs for ever."""
    try:
        await app.configure_task(TICK_TASK).defer_async(timestamp=0)
    except AlreadyEnqueued:
        log.debug("a tick waits already")
    await app.job_manager.delete_old_jobs(KEPT_HOURS, include_failed=True, include_aborted=True)
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            await _put_back(app, job)
        await asyncio.sleep(LOOK)


async def _put_back(app: App, job: Job) -> None:
    assert job.id is not None
    log.warning("job %s of a worker that ended is put back", job.id)
    if job.task_name == TICK_TASK:
        # The next minute has its own; two may not wait at once.
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        return
    try:
        await app.job_manager.retry_job(job)
    except ConnectorException:
        log.info("job %s was put back by another worker", job.id)


async def _first(stop: asyncio.Event, *tasks: asyncio.Task[None]) -> list[BaseException | None]:
    """Wait until `stop` is set or one task has ended, end the others, and give their outcomes."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    for task in (stopped, *tasks):
        task.cancel()
    return await asyncio.gather(*tasks, return_exceptions=True)
