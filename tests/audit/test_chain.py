"""The chain over audit rows shows what was changed, dropped or moved."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from punos import clock
from punos.audit.chain import Problem, head, seal, verify
from punos.audit.models import AuditEvent, AuditSeal
from punos.audit.service import record
from punos.cli import cli
from punos.config import ROLE_VARIABLES
from punos.deployment import Deployment
from punos.ids import earliest_id
from punos.tenancy.directory import TenantRecord
from tests.support.bare import bare_tenant


@pytest.fixture
def tenant(deployment: Deployment) -> TenantRecord:
    """A tenant with five sealed rows."""
    tenant = bare_tenant(deployment)
    act(deployment, tenant, 5)
    with deployment.work(tenant) as work:
        assert seal(work) == 5
    return tenant


def act(deployment: Deployment, tenant: TenantRecord, times: int) -> None:
    with deployment.work(tenant) as work:
        for number in range(times):
            record(work, "test.act", "test", None, [f"n{number}"])


def problems(deployment: Deployment, tenant: TenantRecord) -> list[Problem]:
    with deployment.work(tenant) as work:
        return verify(work)


def row_ids(deployment: Deployment, tenant: TenantRecord) -> list[object]:
    with deployment.work(tenant) as work:
        query = select(AuditSeal.audit_id).order_by(AuditSeal.number)
        return list(work.session.scalars(query))


def tamper(deployment: Deployment, tenant: TenantRecord, *statements: str) -> None:
    """Do what only somebody with the owner's password, or a file of the database, could do."""
    with deployment.database("owner").engine.begin() as connection:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for statement in statements:
            connection.execute(text(statement), {"t": tenant.id})


def test_chain_that_nobody_touched_is_whole(deployment: Deployment, tenant: TenantRecord) -> None:
    assert problems(deployment, tenant) == []
    with deployment.work(tenant) as work:
        assert head(work)[0] == 5


def test_sealing_again_goes_on_from_the_head(deployment: Deployment, tenant: TenantRecord) -> None:
    act(deployment, tenant, 3)
    with deployment.work(tenant) as work:
        assert seal(work, limit=2) == 2
    with deployment.work(tenant) as work:
        assert seal(work) == 1
        assert seal(work) == 0
    assert problems(deployment, tenant) == []


def test_row_that_commits_late_is_still_sealed(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    with deployment.work(tenant) as slow:
        record(slow, "test.slow", "test", None)
        act(deployment, tenant, 1)
        with deployment.work(tenant) as work:
            assert seal(work) == 1
    with deployment.work(tenant) as work:
        assert seal(work) == 1
    assert problems(deployment, tenant) == []


@pytest.mark.parametrize(
    "change",
    [
        "action = 'test.other'",
        "fields = '[]'",
        "actor_kind = 'account'",
        "at = at + interval '1 microsecond'",
    ],
)
def test_changed_row_is_named(deployment: Deployment, tenant: TenantRecord, change: str) -> None:
    third = row_ids(deployment, tenant)[2]
    tamper(deployment, tenant, f"UPDATE audit_event SET {change} WHERE id = '{third}'")
    assert problems(deployment, tenant) == [Problem("changed", 3, third)]  # type: ignore[arg-type]


def test_dropped_row_is_named(deployment: Deployment, tenant: TenantRecord) -> None:
    third = row_ids(deployment, tenant)[2]
    tamper(
        deployment,
        tenant,
        f"DELETE FROM audit_seal WHERE audit_id = '{third}'",
        f"DELETE FROM audit_event WHERE id = '{third}'",
    )
    assert problems(deployment, tenant) == [Problem("gap", 3, None)]


def test_dropped_row_with_renumbered_seals_is_noticed(
    deployment: Deployment, tenant: TenantRecord
) -> None:
    fourth = row_ids(deployment, tenant)[3]
    tamper(
        deployment,
        tenant,
        "DELETE FROM audit_seal WHERE tenant_id = :t AND number = 3",
        "UPDATE audit_seal SET number = 3 WHERE tenant_id = :t AND number = 4",
        "UPDATE audit_seal SET number = 4 WHERE tenant_id = :t AND number = 5",
    )
    found = problems(deployment, tenant)
    assert found[0] == Problem("changed", 3, fourth)  # type: ignore[arg-type]


def test_rows_that_changed_places_are_named(deployment: Deployment, tenant: TenantRecord) -> None:
    ids = row_ids(deployment, tenant)
    tamper(
        deployment,
        tenant,
        "UPDATE audit_seal SET number = 99 WHERE tenant_id = :t AND number = 2",
        "UPDATE audit_seal SET number = 2 WHERE tenant_id = :t AND number = 4",
        "UPDATE audit_seal SET number = 4 WHERE tenant_id = :t AND number = 99",
    )
    found = problems(deployment, tenant)
    assert {(p.what, p.number) for p in found} >= {("changed", 2), ("changed", 4)}
    assert {p.audit_id for p in found} >= {ids[1], ids[3]}


def test_row_that_vanished_behind_its_seal_is_named(
    deployment: Deployment, tenant: TenantRecord
) -> None:
    second = row_ids(deployment, tenant)[1]
    name = "fk_audit_seal_audit_id"
    tamper(
        deployment,
        tenant,
        f"ALTER TABLE audit_seal DROP CONSTRAINT {name}",
        f"DELETE FROM audit_event WHERE id = '{second}'",
    )
    try:
        assert problems(deployment, tenant) == [Problem("missing", 2, second)]  # type: ignore[arg-type]
    finally:
        tamper(
            deployment,
            tenant,
            f"DELETE FROM audit_seal WHERE audit_id = '{second}'",
            f"ALTER TABLE audit_seal ADD CONSTRAINT {name} FOREIGN KEY (tenant_id, audit_id) "
            "REFERENCES audit_event (tenant_id, id)",
        )


def test_two_workers_sealing_at_once_make_one_chain(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    act(deployment, tenant, 40)
    barrier = threading.Barrier(4)
    sealed: list[int] = []

    def one() -> None:
        barrier.wait()
        with deployment.work(tenant) as work:
            sealed.append(seal(work))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 40
    assert problems(deployment, tenant) == []


def test_old_row_without_a_seal_is_named(deployment: Deployment, tenant: TenantRecord) -> None:
    old = earliest_id(datetime.now(UTC) - timedelta(days=2))
    with deployment.work(tenant) as work:
        slipped_in = AuditEvent(
            id=old, at=clock.now(), actor_kind="system", action="test.act", subject_kind="test"
        )
        work.session.add(slipped_in)
    with deployment.work(tenant) as work:
        assert seal(work) == 0
    assert problems(deployment, tenant) == [Problem("unsealed", None, old)]


def test_command_verify_fails_and_names_the_row(
    deployment: Deployment, tenant: TenantRecord
) -> None:
    environ = {
        ROLE_VARIABLES["web"]: deployment.config.database_urls["web"],
        "PUNOS_DATA": str(deployment.config.data_dir),
        "PUNOS_ENV": "test",
    }
    command = ["audit", "verify", "--tenant", tenant.slug]
    answer = CliRunner().invoke(cli, command, env=environ)
    assert (answer.exit_code, answer.output.split(",")[0]) == (0, f"{tenant.slug}: whole")
    third = row_ids(deployment, tenant)[2]
    tamper(deployment, tenant, f"UPDATE audit_event SET action = 'x' WHERE id = '{third}'")
    answer = CliRunner().invoke(cli, command, env=environ)
    assert (answer.exit_code, answer.output) == (
        1,
        f"{tenant.slug}: changed, number 3, row {third}\n",
    )
