"""The job queue, written in the caller's own transaction, and two things long work needs of it.

The queue's tables are procrastinate's. What is queued here appears when the caller commits and
vanishes when it rolls back, since the row is written on the session's own connection.
"""

from uuid import UUID

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import text

from punos.db.guard import TenantSession, WriteRefused

# Never opened: it has no connection of its own and only writes on those it is given.
_QUEUE = App(connector=SyncPsycopgConnector())

# A job may compute for long between two statements; the limits of a request would end it there.
_LONG_STATEMENT = "300s"
_LONG_SILENCE = "1800s"


def enqueue(
    session: TenantSession,
    task: str,
    arguments: dict[str, str],
    *,
    queue: str = "default",
    in_seconds: int = 0,
) -> None:
    """Queue `task` with text arguments in the session's transaction, to run after `in_seconds`.

    Raises WriteRefused while only reading is allowed.
    """
    if session.info["read_only"]:
        raise WriteRefused(f"{task} queued while only reading")
    connection = session.connection().connection.driver_connection
    later = {"seconds": in_seconds} if in_seconds else None
    _QUEUE.configure_task(task, connection=connection, queue=queue, schedule_in=later).defer(
        **arguments
    )


def asked_for(session: TenantSession, job: str, argument: str) -> frozenset[str]:
    """The values of an argument with which a job of this tenant waits in the queue, to be run now."""
    query = text(
        "SELECT args->>:argument FROM procrastinate_jobs WHERE status = 'todo' "
        "AND coalesce(scheduled_at <= now(), true) AND args->>'tenant' = :tenant AND args->>'job' = :job"
    )
    named = {"argument": argument, "tenant": str(session.tenant_id), "job": job}
    return frozenset(session.connection().execute(query, named).scalars())


def hold(session: TenantSession, name: str, row_id: UUID) -> bool:
    """Take a name of this tenant until the transaction ends. False when another one has it.

    It is no row lock: others can still read and write the row, say its progress.
    """
    key = f"{session.tenant_id}:{name}:{row_id}"
    query = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
    return bool(session.connection().execute(query, {"key": key}).scalar_one())


def allow_long_work(session: TenantSession) -> None:
    """Lift the limits of a request from this transaction: for jobs in the worker only."""
    connection = session.connection()
    connection.execute(text(f"SET LOCAL statement_timeout = '{_LONG_STATEMENT}'"))
    connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{_LONG_SILENCE}'"))
