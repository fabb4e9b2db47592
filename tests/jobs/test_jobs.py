"""A job runs once what it was asked for, and tells how it goes without telling secrets."""

import logging
import threading
import time
from uuid import UUID

import pytest
from sqlalchemy import select

from punos.db import WriteRefused
from punos.deployment import Deployment
from punos.ids import new_id
from punos.jobs import runner
from punos.jobs.models import JobRun
from punos.jobs.service import defer, latest, progress, start
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import TenantPlugin
from tests.jobs import deeds
from tests.jobs.plugin import NAME
from tests.support.bare import bare_tenant, set_state
from tests.support.queue import arguments, drain, waiting


def job(name: str) -> str:
    return f"tests.jobs.deeds:{name}"


def begin(deployment: Deployment, tenant: TenantRecord, name: str) -> UUID:
    with deployment.work(tenant) as work:
        return start(work, job(name)).id


def run_of(deployment: Deployment, tenant: TenantRecord, run_id: UUID) -> JobRun:
    with deployment.work(tenant) as work:
        return work.session.get_one(JobRun, (tenant.id, run_id))


def deeds_done(deployment: Deployment, tenant: TenantRecord) -> int:
    with deployment.work(tenant) as work:
        return deeds.deeds(work)


def test_started_job_is_queued_then_done_with_its_result(
    busy: Deployment, tenant: TenantRecord
) -> None:
    run_id = begin(busy, tenant, "write")
    assert run_of(busy, tenant, run_id).state == "queued"
    drain(busy)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.result, run.attempts) == ("done", {"written": 1}, 1)
    assert deeds_done(busy, tenant) == 1


def test_job_of_step_that_was_rolled_back_never_runs(
    busy: Deployment, tenant: TenantRecord
) -> None:
    def refused_step() -> None:
        with busy.work(tenant) as work:
            start(work, job("write"))
            defer(work, job("note"), subject=new_id())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused_step()
    assert waiting(busy, tenant.id) == []


def test_job_queued_while_only_reading_is_refused(busy: Deployment, tenant: TenantRecord) -> None:
    with busy.work(tenant) as work:
        work.session.info["read_only"] += 1
        with pytest.raises(WriteRefused):
            defer(work, job("note"), subject=new_id())


def test_job_that_nobody_registered_is_refused(busy: Deployment, tenant: TenantRecord) -> None:
    with busy.work(tenant) as work, pytest.raises(LookupError, match="os:system"):
        start(work, "os:system")


def test_job_carries_ids_only(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "write")
    carried = {"job": job("write"), "tenant": str(tenant.id), "run": str(run_id)}
    assert arguments(busy, tenant.id) == [carried]
    drain(busy)


def test_latest_run_of_a_subject_is_found(busy: Deployment, tenant: TenantRecord) -> None:
    subject = new_id()
    with busy.work(tenant) as work:
        start(work, job("write"), subject)
    with busy.work(tenant) as work:
        newest = start(work, job("write"), subject)
        start(work, job("write"), new_id())
    with busy.work(tenant) as work:
        found = latest(work, job("write"), subject)
        assert found is not None
        assert found.id == newest.id
        assert latest(work, job("cannot"), subject) is None
    drain(busy)


def test_job_delivered_twice_acts_once(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "write")
    drain(busy)
    runner.run(busy, 1, job=job("write"), tenant=str(tenant.id), run=str(run_id))
    assert deeds_done(busy, tenant) == 1


def deliver_three_times_at_once(busy: Deployment, tenant: TenantRecord, run_id: UUID) -> list[int]:
    """How long those deliveries are to wait that found the run taken."""
    barrier, again = threading.Barrier(3), []

    def deliver() -> None:
        barrier.wait()
        try:
            runner.run(busy, 0, job=job("tell_progress"), tenant=str(tenant.id), run=str(run_id))
        except runner.Again as later:
            again.append(later.seconds)

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return again


def test_job_delivered_twice_at_once_acts_once(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "tell_progress")
    assert deliver_three_times_at_once(busy, tenant, run_id) == [runner.BUSY_SECONDS] * 2
    assert run_of(busy, tenant, run_id).state == "done"
    assert deeds_done(busy, tenant) == 1
    drain(busy)


def test_job_delivered_twice_at_once_without_the_hold_acts_twice(
    busy: Deployment, tenant: TenantRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    run_id = begin(busy, tenant, "tell_progress")
    with monkeypatch.context() as patch:
        patch.setattr(runner, "hold", lambda *_: True)
        deliver_three_times_at_once(busy, tenant, run_id)
    assert deeds_done(busy, tenant) > 1
    drain(busy)


def test_progress_is_seen_while_the_job_runs(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "tell_progress")
    thread = threading.Thread(target=drain, args=(busy,))
    thread.start()
    seen = set()
    while thread.is_alive():
        run = run_of(busy, tenant, run_id)
        seen.add((run.state, run.done, run.total))
        time.sleep(0.02)
    thread.join()
    assert ("running", 2, 3) in seen
    assert run_of(busy, tenant, run_id).state == "done"


def test_progress_outside_of_a_job_does_nothing() -> None:
    progress(new_id(), 1, 2)


def test_failed_attempt_is_undone_and_tried_again(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "write_and_fail_at_first")
    drain(busy)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.problem, deeds_done(busy, tenant)) == ("queued", "error", 0)
    drain(busy)
    assert run_of(busy, tenant, run_id).attempts == 1, "it is not tried again before its time"
    drain(busy, hasten=True)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.problem, deeds_done(busy, tenant)) == ("done", None, 1)


def test_job_that_always_fails_ends_failed(
    busy: Deployment, tenant: TenantRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    run_id = begin(busy, tenant, "always_fail")
    for _ in range(runner.MOST_ATTEMPTS + 1):
        drain(busy, hasten=True)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.problem) == ("failed", "error")
    assert run.attempts == runner.MOST_ATTEMPTS
    assert waiting(busy, tenant.id) == []
    assert deeds_done(busy, tenant) == 0
    assert "RuntimeError (runner.py" in caplog.text
    assert deeds.SECRET not in caplog.text


def test_job_that_cannot_succeed_says_why_at_once(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "cannot")
    drain(busy)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.problem, deeds_done(busy, tenant)) == ("failed", "no_mentors", 0)


def test_refused_job_keeps_no_message(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "refuse")
    drain(busy)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.problem) == ("failed", "refused")


def test_deferred_job_is_tried_again_until_it_gives_up(
    busy: Deployment, tenant: TenantRecord
) -> None:
    with busy.work(tenant) as work:
        defer(work, job("note_or_fail"), subject=new_id())
    drain(busy)
    with busy.work(tenant) as work:
        for _ in range(2):
            defer(work, job("note"), subject=new_id())
    drain(busy)
    drain(busy, hasten=True)
    assert deeds_done(busy, tenant) == 3
    assert waiting(busy, tenant.id) == []


def test_job_of_plugin_that_is_off_is_left_out(
    busy: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    tenant = bare_tenant(busy, plugins={NAME: "off"})
    run_id = begin(busy, tenant, "write")
    with busy.work(tenant) as work:
        defer(work, job("note"), subject=new_id())
    drain(busy)
    run = run_of(busy, tenant, run_id)
    assert (run.state, run.problem, deeds_done(busy, tenant)) == ("failed", "plugin_off", 0)
    assert f"off at {tenant.slug}" in caplog.text
    assert waiting(busy, tenant.id) == []


def test_job_of_suspended_plugin_waits_until_it_is_on(busy: Deployment) -> None:
    tenant = bare_tenant(busy, plugins={NAME: "suspended"})
    run_id = begin(busy, tenant, "write")
    drain(busy)
    assert run_of(busy, tenant, run_id).state == "queued"
    assert waiting(busy, tenant.id) == [job("write")]
    with busy.work(tenant) as work:
        work.session.scalars(select(TenantPlugin)).one().state = "on"
    drain(busy, hasten=True)
    assert run_of(busy, tenant, run_id).state == "done"


def test_job_of_suspended_tenant_waits(busy: Deployment, tenant: TenantRecord) -> None:
    run_id = begin(busy, tenant, "write")
    set_state(busy, tenant, "suspended")
    drain(busy)
    assert run_of(busy, tenant, run_id).state == "queued"
    set_state(busy, tenant, "active")
    drain(busy, hasten=True)
    assert run_of(busy, tenant, run_id).state == "done"


def test_job_sees_only_its_own_tenant(busy: Deployment, tenant: TenantRecord) -> None:
    other = bare_tenant(busy, plugins={NAME: "on"})
    run_id = begin(busy, tenant, "write")
    runner.run(busy, 0, job=job("write"), tenant=str(other.id), run=str(run_id))
    assert run_of(busy, tenant, run_id).state == "queued"
    assert deeds_done(busy, other) == 0
    drain(busy)
