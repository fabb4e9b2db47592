"""All rows of one tenant, by the database's own catalogue: to be taken out, and to be deleted.

A table that a plugin brings tomorrow is found here without anybody thinking of it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from psycopg import sql
from sqlalchemy import Connection, text

from punos.db.check import GLOBAL_TABLES
from punos.db.engine import Database

BATCH = 5_000
PASSES = 5

_COLUMNS = """
SELECT c.table_name AS name, c.column_name AS "column", c.data_type AS type
FROM information_schema.columns c JOIN pg_tables t
  ON t.schemaname = c.table_schema AND t.tablename = c.table_name
WHERE c.table_schema = 'public' ORDER BY c.table_name, c.ordinal_position
"""
_REFERENCES = """
SELECT c.relname AS name, f.relname AS target
FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_class f ON f.oid = con.confrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE con.contype = 'f' AND n.nspname = 'public'
"""
# What the whole deployment keeps of a tenant; the row by which its short name stays taken remains.
_ELSEWHERE = {
    "published_fact": "DELETE FROM published_fact WHERE member_id = :t",
    "public_tenant": "DELETE FROM public_tenant WHERE id = :t",
    "tenant_host": "DELETE FROM tenant_host WHERE tenant_id = :t",
    "procrastinate_jobs": (
        "DELETE FROM procrastinate_jobs WHERE args->>'tenant' = CAST(:t AS text) AND status <> 'doing'"
    ),
}

Tables = dict[str, dict[str, str]]
"""Tables of tenants by name, each with its columns and their types, in order."""


@dataclass
class Closed:
    """Which tables lost how many rows."""

    deleted: dict[str, int]
    left: dict[str, int]


def tenant_tables(connection: Connection) -> Tables:
    """Every table that holds rows of tenants."""
    found: Tables = {}
    for row in connection.execute(text(_COLUMNS)):
        found.setdefault(row.name, {})[row.column] = row.type
    return {
        name: columns
        for name, columns in found.items()
        if "tenant_id" in columns and name not in GLOBAL_TABLES
    }


@contextmanager
def snapshot(database: Database, tenant_id: UUID) -> Iterator[Connection]:
    """One moment of one tenant, to be read as a role that row level security holds."""
    reading = database.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with reading as connection, connection.begin():
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SELECT set_tenant(:t)"), {"t": tenant_id})
        yield connection


def rows_of(connection: Connection, table: str, tenant_id: UUID) -> Iterator[Mapping[str, Any]]:
    """The rows of one table, by id. `table` is one of `tenant_tables`."""
    query = f"SELECT * FROM {_quoted(table)} WHERE tenant_id = :t ORDER BY id"  # noqa: S608 (quoted)
    streaming = connection.execution_options(yield_per=500)
    for row in streaming.execute(text(query), {"t": tenant_id}).mappings():
        yield dict(row)


def count_rows(connection: Connection, tenant_id: UUID) -> dict[str, int]:
    """How many rows the tenant has in each of its tables, those with none left out."""
    counts = {}
    for table in tenant_tables(connection):
        query = f"SELECT count(*) FROM {_quoted(table)} WHERE tenant_id = :t"  # noqa: S608 (quoted)
        if number := connection.execute(text(query), {"t": tenant_id}).scalar_one():
            counts[table] = int(number)
    return counts


def delete_rows(
    database: Database, tenant_id: UUID, tell: Callable[[str, int], None] = lambda *_: None
) -> Closed:
    """Delete every row of a tenant that is closed, as the role *owner*, in batches each committed.

    Whatever interrupts it, doing it again goes on where it stopped. `tell` hears of each batch. What
    a request wrote that was under way when the tenant was closed is found by another pass.
    """
    deleted: dict[str, int] = {}
    left: dict[str, int] = {}
    with database.engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET lock_timeout = 0"))
        connection.commit()
        for _pass in range(PASSES):
            for table, number in _one_pass(connection, tenant_id):
                deleted[table] = deleted.get(table, 0) + number
                tell(table, number)
            left = count_rows(connection, tenant_id)
            connection.commit()
            if not left:
                deleted |= _elsewhere(connection, tenant_id)
                break
    return Closed(dict(sorted(deleted.items())), left)


def _one_pass(connection: Connection, tenant_id: UUID) -> Iterator[tuple[str, int]]:
    order = _children_first(connection)
    connection.commit()
    for tables in order:
        yield from _batches(connection, tables, tenant_id)


def _elsewhere(connection: Connection, tenant_id: UUID) -> dict[str, int]:
    """Last of all: without its host it is not found any more, and nothing could be gone on with."""
    counted = {
        table: connection.execute(text(statement), {"t": tenant_id}).rowcount
        for table, statement in _ELSEWHERE.items()
    }
    connection.commit()
    return {table: number for table, number in counted.items() if number}


def _batches(
    connection: Connection, tables: tuple[str, ...], tenant_id: UUID
) -> Iterator[tuple[str, int]]:
    """Delete from tables that refer to nothing outside of them any more."""
    statement = _together(tables) if _tied(connection, tables) else _a_batch(tables[0])
    while True:
        counted = connection.execute(text(statement), {"t": tenant_id, "most": BATCH}).one()
        connection.commit()
        numbers = [(table, int(n)) for table, n in zip(tables, counted, strict=True) if n]
        yield from numbers
        if not numbers:
            return


def _a_batch(table: str) -> str:
    name = _quoted(table)
    return (
        f"WITH gone AS (DELETE FROM {name} WHERE tenant_id = :t AND id = ANY(ARRAY("  # noqa: S608
        f"SELECT id FROM {name} WHERE tenant_id = :t LIMIT :most)) RETURNING 1) "
        "SELECT count(*) FROM gone"
    )


def _together(tables: tuple[str, ...]) -> str:
    """Tables that refer to each other, or to themselves, are emptied by one statement: references are
    looked at when it ends. (`:most` is named in vain, so that both statements take the same values.)
    """
    parts = [
        f"gone{n} AS (DELETE FROM {_quoted(table)} WHERE tenant_id = :t "  # noqa: S608 (quoted)
        "AND CAST(:most AS int) > 0 RETURNING 1)"
        for n, table in enumerate(tables)
    ]
    counts = [f"(SELECT count(*) FROM gone{n})" for n in range(len(tables))]  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts)}"


def _references(connection: Connection) -> dict[str, set[str]]:
    """Which tables of tenants refer to each table of tenants."""
    tables = tenant_tables(connection)
    found: dict[str, set[str]] = {table: set() for table in tables}
    for row in connection.execute(text(_REFERENCES)):
        if row.target in found and row.name in found:
            found[row.target].add(row.name)
    return found


def _tied(connection: Connection, tables: tuple[str, ...]) -> bool:
    return len(tables) > 1 or tables[0] in _references(connection)[tables[0]]


def _children_first(connection: Connection) -> list[tuple[str, ...]]:
    """Tables in an order in which each is empty before those it refers to; a ring of tables is one."""
    referring = _references(connection)
    reached = {table: _reached(table, referring) for table in referring}
    ring = {
        table: tuple(sorted({table} | {one for one in reached[table] if table in reached[one]}))
        for table in referring
    }
    graph: dict[tuple[str, ...], set[tuple[str, ...]]] = {one: set() for one in ring.values()}
    for table, others in referring.items():
        graph[ring[table]] |= {ring[one] for one in others} - {ring[table]}
    return list(TopologicalSorter(graph).static_order())


def _reached(table: str, referring: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(referring[table])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(referring[one])
    return found


def _quoted(table: str) -> str:
    return sql.Identifier("public", table).as_string()
