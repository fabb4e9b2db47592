"""What is due is found by the clock, at each active tenant, and one tenant's trouble stays its own."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditSeal
from punos.audit.service import record
from punos.deployment import Deployment
from punos.ids import new_id
from punos.jobs import tick as ticking
from punos.jobs.tick import tick
from punos.tenancy.directory import TenantRecord
from tests.jobs import due
from tests.support.bare import bare_tenant, set_state


def seals(deployment: Deployment, tenant: TenantRecord) -> int:
    with deployment.work(tenant) as work:
        return work.session.scalar(select(func.count()).select_from(AuditSeal)) or 0


def act(deployment: Deployment, tenant: TenantRecord) -> None:
    with deployment.work(tenant) as work:
        record(work, "test.act", "test", new_id())


def test_tick_visits_every_active_tenant(deployment: Deployment) -> None:
    tenants = [bare_tenant(deployment) for _ in range(3)]
    for tenant in tenants:
        act(deployment, tenant)
    set_state(deployment, tenants[2], "suspended")
    tick(deployment)
    assert [seals(deployment, tenant) for tenant in tenants] == [1, 1, 0]


def test_trouble_at_one_tenant_or_in_one_part_stays_there(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = bare_tenant(deployment), bare_tenant(deployment)
    for tenant in (broken, sound):
        act(deployment, tenant)
    due.BROKEN.add(broken.slug)
    monkeypatch.setattr(ticking, "DUE", ("tests.jobs.due:fails_somewhere", *ticking.DUE))
    tick(deployment)
    assert seals(deployment, broken) == 1, "its other parts went on, the broken one is undone"
    assert seals(deployment, sound) == 2
    assert f"failed at {broken.slug}" in caplog.text
    assert "Aino" not in caplog.text


def test_tick_goes_by_the_one_clock(
    deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = bare_tenant(deployment)
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    monkeypatch.setattr(ticking, "DUE", ("tests.jobs.due:note_time",))
    clock.set_offset(timedelta(days=40))
    tick(deployment)
    real = clock.now() - clock.offset()
    assert due.TIMES[tenant.slug] - real > timedelta(days=39)
