"""The worker as a process: killed, stopped, and its database gone for a while."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from punos.config import ROLE_VARIABLES
from punos.deployment import Deployment
from punos.jobs.models import JobRun
from punos.tenancy.directory import TenantRecord
from tests.jobs.test_jobs import begin, deeds_done, run_of

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(busy: Deployment, tmp_path: Path) -> Iterator[Start]:
    """Starts workers, and ends what is left of them."""
    started: list[subprocess.Popen[bytes]] = []
    environ = {
        **os.environ,
        ROLE_VARIABLES["web"]: busy.config.database_urls["web"],
        "PUNOS_DATA": str(tmp_path),
        "PUNOS_ENV": "test",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.jobs.worker_process"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environ))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(look: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it comes true in time."""
    last = time.monotonic() + seconds
    while not look():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True


def test_job_of_killed_worker_is_done_once_by_the_next(
    busy: Deployment, tenant: TenantRecord, start_worker: Start
) -> None:
    def run() -> JobRun:
        return run_of(busy, tenant, run_id)

    run_id = begin(busy, tenant, "count_slowly")
    first = start_worker()
    assert until(lambda: run().done >= 3), "progress is seen while it runs"
    assert (run().state, run().total) == ("running", 60)
    first.kill()
    first.wait()
    assert deeds_done(busy, tenant) == 0, "nothing half done is seen"
    start_worker()
    assert until(lambda: run().state == "done")
    assert run().result == {"attempts": 2}
    assert deeds_done(busy, tenant) == 1


def test_worker_told_to_stop_finishes_its_job(
    busy: Deployment, tenant: TenantRecord, start_worker: Start
) -> None:
    run_id = begin(busy, tenant, "count_slowly")
    worker = start_worker()
    assert until(lambda: run_of(busy, tenant, run_id).done >= 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert run_of(busy, tenant, run_id).state == "done"
    assert deeds_done(busy, tenant) == 1


def test_worker_whose_connections_were_cut_goes_on(
    busy: Deployment, tenant: TenantRecord, start_worker: Start
) -> None:
    first = begin(busy, tenant, "write")
    worker = start_worker()
    assert until(lambda: run_of(busy, tenant, first).state == "done")
    busy.dispose()
    with busy.database("owner").engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    _cut_all_of_web(busy)
    second = begin(busy, tenant, "write")
    assert until(lambda: run_of(busy, tenant, second).state == "done")
    assert worker.poll() is None


def _cut_all_of_web(busy: Deployment) -> None:
    """What the worker meets when PostgreSQL is restarted."""
    web = busy.database("web").engine
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
    )
    with web.connect() as connection:
        connection.execute(text(query))
    busy.dispose()
