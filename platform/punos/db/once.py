"""Two statements that the plain ORM does not express: write a row once, and lock a row."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from punos.db.base import TenantRow
from punos.db.guard import RAW, TenantSession
from punos.ids import new_id

Row = TypeVar("Row", bound=TenantRow)


def insert_once(session: TenantSession, model: type[TenantRow], /, **values: Any) -> bool:
    """Insert a row unless one with the same unique key is there. True when this call wrote it."""
    values.setdefault("id", new_id())
    statement = (
        insert(model)
        .values(tenant_id=session.tenant_id, **values)
        .on_conflict_do_nothing()
        .returning(model.id)
    )
    return session.execute(statement, execution_options={RAW: True}).first() is not None


def lock_row(session: TenantSession, model: type[Row], row_id: UUID) -> Row | None:
    """Read a row afresh and hold it against other writers until the transaction ends.

    Rows that refer to it can still be written: a reference needs only that its key stays.
    """
    statement = (
        select(model)
        .where(model.id == row_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one_or_none()
