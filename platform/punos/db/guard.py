"""The session that is bound to one tenant, and the guard in front of every statement it runs.

Two walls, since each alone was seen to leak: this guard adds `tenant_id = :t` to every mapped
relation (and is what routes a query to one shard), row level security stands behind it for whatever
the ORM does not see. The guard protects against mistakes; injection is kept out by bound parameters
and by the lint rule that keeps SQL text inside `punos.db`.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import (
    ORMExecuteState,
    Session,
    SessionTransaction,
    with_loader_criteria,
)
from sqlalchemy.orm.interfaces import ORMOption

from punos.db.base import TenantRow

RAW = "punos_raw"
"""Execution option by which `punos.db` itself runs a statement that the ORM cannot express."""


class WallBreached(Exception):
    """A statement would have run without a tenant, or a row was given to another tenant."""


class WriteRefused(Exception):
    """Something was written while only reading was allowed (a GET, or a hook that may only read)."""


class TenantSession(Session):
    """A session of one tenant; the tenant is given once and cannot be changed.

    Without a tenant every statement raises, so a forgotten binding fails closed.
    """

    def __init__(self, *args: Any, tenant_id: UUID | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.info["tenant_id"] = tenant_id
        self.info["read_only"] = 0
        self.info["wrote"] = False

    @property
    def tenant_id(self) -> UUID:
        """The tenant of this session. Raises WallBreached when none was given."""
        tenant_id: UUID | None = self.info.get("tenant_id")
        if tenant_id is None:
            raise WallBreached("this session has no tenant")
        return tenant_id

    def leave(self) -> None:
        """End the transaction and keep nothing of it.

        One that has only read is committed instead: with a rollback psycopg forgets every statement that
        the connection has prepared, and most requests only read.
        """
        if self.info["wrote"]:
            self.rollback()
            return
        self.expunge_all()
        try:
            self.commit()
        except DBAPIError:
            # The connection is gone; whoever comes next gets another one.
            self.invalidate()


def name_tenant(session: Session, transaction: SessionTransaction, connection: Any) -> None:
    """Name the tenant at the beginning of each transaction, once, and never inside a savepoint."""
    if transaction.nested:
        return
    assert isinstance(session, TenantSession)
    connection.execute(text("SELECT set_tenant(:t)"), {"t": session.tenant_id})


def forget_writes(session: Session, transaction: SessionTransaction) -> None:
    """Whatever was written is kept or gone with the transaction, and not with a savepoint in it."""
    if transaction.parent is None:
        session.info["wrote"] = False


def add_tenant(state: ORMExecuteState) -> None:
    """Add the tenant to every relation of the statement, or refuse a statement that cannot carry it."""
    session = state.session
    assert isinstance(session, TenantSession)
    tenant_id = session.tenant_id
    _refuse_writes(session, state)
    session.info["wrote"] |= not state.is_select
    if state.execution_options.get(RAW):
        return
    if not state.is_orm_statement:
        raise WallBreached("only ORM statements may run outside punos.db")
    if state.is_insert:
        raise WallBreached("rows are added as objects, or by punos.db.insert_once")
    if not state.is_column_load:
        state.statement = state.statement.options(_criterion(tenant_id))


@lru_cache(1024)
def _criterion(tenant_id: UUID) -> ORMOption:
    """What adds this tenant to a statement. Made once: its making costs as much as a small query."""
    return with_loader_criteria(
        TenantRow, lambda cls: cls.tenant_id == tenant_id, include_aliases=True
    )


def _refuse_writes(session: TenantSession, state: ORMExecuteState) -> None:
    if session.info["read_only"] and not state.is_select:
        table = state.bind_mapper.class_ if state.bind_mapper else None
        if not getattr(table, "__write_on_get__", False):
            raise WriteRefused(f"{table.__name__ if table else 'a statement'} while only reading")


def stamp_rows(session: Session, _context: Any, _instances: Any) -> None:
    """Before a flush: give new rows their tenant, refuse foreign ones and writes while reading."""
    assert isinstance(session, TenantSession)
    for row in session.new:
        if isinstance(row, TenantRow):
            row.tenant_id = row.tenant_id or session.tenant_id
    changed = [
        *session.new,
        *(r for r in session.dirty if session.is_modified(r)),
        *session.deleted,
    ]
    for row in changed:
        session.info["wrote"] = True
        _check_row(session, row)


def _check_row(session: TenantSession, row: object) -> None:
    if isinstance(row, TenantRow):
        history = inspect(row).attrs.tenant_id.history
        if row.tenant_id != session.tenant_id or (history.deleted and row not in session.new):
            raise WallBreached(f"a {type(row).__name__} of another tenant")
    if session.info["read_only"] and not getattr(row, "__write_on_get__", False):
        raise WriteRefused(f"{type(row).__name__} while only reading")


event.listen(TenantSession, "after_begin", name_tenant)
event.listen(TenantSession, "after_transaction_end", forget_writes)
event.listen(TenantSession, "do_orm_execute", add_tenant)
event.listen(TenantSession, "before_flush", stamp_rows)
