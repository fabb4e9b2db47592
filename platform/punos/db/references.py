"""What refers to a row, read from the database's own catalogue, and how it is made to refer to another.

So that two rows can become one whatever tables there are: also those of a plugin, of which the core knows
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from punos.db.guard import TenantSession

_FOUND = text("""
    SELECT c.conrelid::regclass::text AS table_name, a.attname AS column_name,
           c.confdeltype = 'c' AS goes_along,
           has_table_privilege(c.conrelid, 'UPDATE') AS may_change,
           has_table_privilege(c.conrelid, 'DELETE') AND has_table_privilege(c.conrelid, 'INSERT')
               AS may_replace
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND c.confrelid = to_regclass(:target) AND a.attname <> 'tenant_id'
    ORDER BY 1, 2
""")
_COLUMNS = text("""
    SELECT attname FROM pg_attribute
    WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
""")


@dataclass(frozen=True)
class Reference:
    """A column that refers to a table. `goes_along`: its row is deleted with the one it refers to.

    Rows that may only be added and deleted, as decisions about consent, are replaced instead of changed.
    """

    table_name: str
    column_name: str
    goes_along: bool
    may_change: bool
    may_replace: bool


class Collides(Exception):
    """Both rows have something of which there may be one; `table_name` says of what kind."""

    def __init__(self, table_name: str) -> None:
        super().__init__(table_name)
        self.table_name = table_name


def references_to(session: TenantSession, target: str) -> list[Reference]:
    """Every column in the database that refers to this table."""
    rows = session.connection().execute(_FOUND, {"target": target})
    return [Reference(*row) for row in rows]


def repoint(session: TenantSession, reference: Reference, old: UUID, new: UUID) -> None:
    """Let what refers to `old` refer to `new`. Flush before, and read afresh after.

    Where both have something of which there may be one, the new one's stays, if it would have gone with
    the old one anyway. Raises Collides otherwise.
    """
    if _moved(session, reference, old, new):
        return
    if not reference.goes_along:
        raise Collides(reference.table_name)
    for row_id in _ids(session, reference, old):
        _moved(session, reference, old, new, row_id)


def _moved(
    session: TenantSession, reference: Reference, old: UUID, new: UUID, row_id: UUID | None = None
) -> bool:
    """Whether all of them, or the one row, could be moved; nothing is changed otherwise."""
    values = {"tenant": session.tenant_id, "old": old, "new": new, "row": row_id}
    one = " AND id = :row" if row_id else ""
    statement = _statement(session, reference, one)
    try:
        with session.begin_nested():
            session.connection().execute(text(statement), values)
    except IntegrityError:
        return False
    return True


def _statement(session: TenantSession, reference: Reference, one: str) -> str:
    """The names come from the catalogue, the values are bound."""
    table, column = reference.table_name, reference.column_name
    where = f"tenant_id = :tenant AND {column} = :old{one}"
    if reference.may_change or not reference.may_replace:
        return f"UPDATE {table} SET {column} = :new WHERE {where}"  # noqa: S608
    names = list(session.connection().scalars(_COLUMNS, {"name": table}))
    values = ", ".join("CAST(:new AS uuid)" if name == column else name for name in names)
    return (
        f"WITH gone AS (DELETE FROM {table} WHERE {where} RETURNING *) "  # noqa: S608
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM gone"
    )


def _ids(session: TenantSession, reference: Reference, old: UUID) -> list[Any]:
    query = (
        f"SELECT id FROM {reference.table_name} "  # noqa: S608
        f"WHERE tenant_id = :tenant AND {reference.column_name} = :old ORDER BY id"
    )
    values = {"tenant": session.tenant_id, "old": old}
    return list(session.connection().scalars(text(query), values))
