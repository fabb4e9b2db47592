"""What can be seen of the database's health as the role that serves: no row of a tenant is read."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, text

from punos.db.base import Base
from punos.db.engine import Database

_COLUMNS = """
SELECT c.relname AS name, a.attname AS "column" FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
AND a.attnum > 0 AND NOT a.attisdropped
"""
_JOBS = """
SELECT queue_name AS queue, status::text AS status, count(*) AS number FROM procrastinate_jobs
GROUP BY queue_name, status
"""
# How long the job that waits longest could have been run, and how long no worker gave a sign of life.
_WAITED = """
SELECT coalesce(extract(epoch FROM now() - min(greatest(scheduled_at, e.at))), 0)
FROM procrastinate_jobs j
JOIN (SELECT job_id, max(at) AS at FROM procrastinate_events GROUP BY job_id) e ON e.job_id = j.id
WHERE status = 'todo' AND coalesce(scheduled_at, e.at) <= now()
"""
_HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"


@dataclass(frozen=True)
class Vitals:
    """The queue: jobs by (queue, state), seconds the oldest waits, seconds since a worker's sign of life
    (None: there is no worker)."""

    jobs: dict[tuple[str, str], int]
    waited: float
    heartbeat: float | None


def vitals(database: Database) -> Vitals:
    """Look at the queue. Raises SQLAlchemy's OperationalError when the database does not answer."""
    with database.engine.connect() as connection:
        rows = connection.execute(text(_JOBS))
        jobs = {(row.queue, row.status): int(row.number) for row in rows}
        waited = float(connection.execute(text(_WAITED)).scalar_one())
        return Vitals(jobs, waited, _heartbeat(connection))


def heartbeat(database: Database) -> float | None:
    """Seconds since any worker gave a sign of life; None when there is none."""
    with database.engine.connect() as connection:
        return _heartbeat(connection)


def _heartbeat(connection: Connection) -> float | None:
    found = connection.execute(text(_HEARTBEAT)).scalar_one()
    return None if found is None else float(found)


def missing_columns(database: Database) -> list[str]:
    """What this code's models name and the database has not: `table.column`. Empty: it is migrated."""
    with database.engine.connect() as connection:
        found = {(row.name, row.column) for row in connection.execute(text(_COLUMNS))}
    tables: Iterable[Table] = Base.metadata.tables.values()
    return sorted(
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns
        if (table.name, column.name) not in found
    )
