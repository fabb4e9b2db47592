"""Removing rows with everything that refers to them, by what the tables themselves declare."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, select

from punos.db.base import Base, TenantRow
from punos.db.guard import TenantSession

Found = dict[type[TenantRow], set[UUID]]


def with_referring(session: TenantSession, found: Found) -> Found:
    """These rows, and all rows that refer to them, directly or through others; plugins' tables too."""
    everything: Found = defaultdict(set)
    new = {cls: set(ids) for cls, ids in found.items()}
    while new:
        for cls, ids in new.items():
            everything[cls] |= ids
        step: Found = defaultdict(set)
        for cls, ids in new.items():
            for other, column in _references(cls):
                step[other] |= set(_ids(session, other, column, ids))
        new = {cls: ids - everything[cls] for cls, ids in step.items() if ids - everything[cls]}
    return dict(everything)


def remove(session: TenantSession, found: Found) -> dict[str, int]:
    """Delete these rows, those that refer to others first; how many of each table.

    A table that the serving role may not delete from stops it with the database's own refusal.
    """
    session.flush()
    order = {table: number for number, table in enumerate(Base.metadata.sorted_tables)}
    classes = sorted(found, key=lambda cls: -order[_table(cls)])
    for cls in classes:
        session.execute(delete(cls).where(cls.id.in_(found[cls])))
    session.expire_all()
    return {_table(cls).name: len(found[cls]) for cls in classes if found[cls]}


def _references(target: type[TenantRow]) -> Iterator[tuple[type[TenantRow], Any]]:
    """(class, its column) for each reference to a table."""
    for mapper in Base.registry.mappers:
        if not issubclass(mapper.class_, TenantRow):
            continue
        for constraint in mapper.local_table.foreign_key_constraints:  # type: ignore[attr-defined]
            if constraint.referred_table is _table(target):
                name = next(key for key in constraint.column_keys if key != "tenant_id")
                yield mapper.class_, getattr(mapper.class_, name)


def _ids(
    session: TenantSession, cls: type[TenantRow], column: Any, wanted: Collection[UUID]
) -> Collection[UUID]:
    return session.scalars(select(cls.id).where(column.in_(wanted))).all()


def _table(cls: type[TenantRow]) -> Table:
    table = cls.__table__
    assert isinstance(table, Table)
    return table
