"""The real queue and the real worker's tasks, run until nothing waits."""

import asyncio
from uuid import UUID

from sqlalchemy import text

from punos.deployment import Deployment
from punos.worker import queue_app


def drain(deployment: Deployment, *, hasten: bool = False) -> None:
    """Run what waits in the queue, as the worker would; `hasten` also what waits for later."""
    if hasten:
        later = "status = 'todo' AND scheduled_at IS NOT NULL"
        _as_owner(deployment, f"UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE {later}")
    asyncio.run(_drain(deployment))


def forget_waiting(deployment: Deployment) -> None:
    """Forget what other tests of this worker have left in the queue, and mails that still wait."""
    _as_owner(deployment, "DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    _as_owner(deployment, "UPDATE mail SET state = 'failed' WHERE state = 'queued'")


def waiting(deployment: Deployment, tenant_id: UUID) -> list[str]:
    """The names of a tenant's jobs that wait in the queue."""
    with deployment.database("owner").engine.begin() as connection:
        query = text(
            "SELECT args->>'job' FROM procrastinate_jobs "
            "WHERE args->>'tenant' = :tenant AND status = 'todo' ORDER BY id"
        )
        return list(connection.scalars(query, {"tenant": str(tenant_id)}))


def arguments(deployment: Deployment, tenant_id: UUID) -> list[dict[str, str]]:
    """What a tenant's jobs carry."""
    with deployment.database("owner").engine.begin() as connection:
        query = text("SELECT args FROM procrastinate_jobs WHERE args->>'tenant' = :tenant")
        return list(connection.scalars(query, {"tenant": str(tenant_id)}))


def _as_owner(deployment: Deployment, statement: str) -> None:
    with deployment.database("owner").engine.begin() as connection:
        connection.execute(text(statement))


async def _drain(deployment: Deployment) -> None:
    app = queue_app(deployment)
    # The minute's tick is asked for by the tests that are about it.
    app.periodic_registry.periodic_tasks.clear()
    async with app.open_async():
        await app.run_worker_async(
            wait=False, install_signal_handlers=False, listen_notify=False, concurrency=2
        )
