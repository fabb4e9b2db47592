"""What is due is found by the clock, at each active tenant, and one tenant's trouble stays its own."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditSeal
from punos.audit.service import record
from punos.deployment import Deployment
from punos.extend import hookimpl
from punos.ids import new_id
from punos.jobs import tick as ticking
from punos.jobs.tick import tick
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import TenantPlugin
from tests.extend.made import registry_of
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


def with_due(deployment: Deployment, *names: str) -> Deployment:
    """The same deployment with a plugin that has these functions asked."""

    class Asking:
        @hookimpl
        def register_due(self) -> list[str]:
            return list(names)

    return Deployment(deployment.config, registry_of(asking=Asking))


def switched(deployment: Deployment, tenant: TenantRecord, state: str) -> TenantRecord:
    with deployment.work(tenant) as work:
        work.session.add(TenantPlugin(plugin="asking", state=state, changed_at=clock.now()))
    return tenant


def test_plugins_functions_are_asked_where_the_plugin_is_on(deployment: Deployment) -> None:
    own = with_due(deployment, "tests.jobs.due:note_tenant")
    on, suspended, off = (
        switched(own, bare_tenant(own), state) for state in ("on", "suspended", "off")
    )
    elsewhere = bare_tenant(own)
    due.ASKED.clear()
    tick(own)
    slugs = [tenant.slug for tenant in (on, suspended, off, elsewhere)]
    assert [slug for slug in due.ASKED if slug in slugs] == [on.slug]
    own.dispose()


def test_plugins_function_that_fails_or_is_not_there_keeps_nobody_from_their_work(
    deployment: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    names = ("fails_everywhere", "is_not_there", "note_tenant")
    own = with_due(deployment, *(f"tests.jobs.due:{name}" for name in names))
    tenant = switched(own, bare_tenant(own), "on")
    act(own, tenant)
    due.ASKED.clear()
    tick(own)
    assert tenant.slug in due.ASKED
    assert seals(own, tenant) == 1, "the core's own work was done"
    assert f"failed at {tenant.slug}" in caplog.text
    assert "plugin asking names no function tests.jobs.due:is_not_there" in caplog.text
    assert "Aino" not in caplog.text
    own.dispose()
