"""What every table is made of.

A tenant's table has the key `(tenant_id, id)`, and each reference into another tenant's table is a
composite foreign key that starts with `tenant_id`, so that a row pointing into another association
cannot be written at all, and the same schema shards by `tenant_id`.
"""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    Uuid,
    and_,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, foreign, mapped_column, relationship

from punos.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The registry of all tables, the core's and the plugins'."""

    metadata = MetaData(naming_convention=NAMING)


class GlobalRow(Base):
    """A row of the whole deployment: only what is needed to find a tenant by its host."""

    __abstract__ = True


class TenantRow(Base):
    """A row of one tenant. Its id is made in Python, so it is known before the row is written.

    `__web_grants__` names what the serving role may do with the table; rows that must never change
    (events, audit) leave UPDATE and DELETE out. `__write_on_get__` marks the few tables that reading
    a page may write: sessions, counters, the access log.
    """

    __abstract__ = True
    __web_grants__: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    __write_on_get__: ClassVar[bool] = False

    tenant_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)


def ref(
    table: str,
    *,
    ondelete: str | None = None,
    nullable: bool | None = None,
    use_alter: bool = False,
) -> Mapped[Any]:
    """A column `<x>_id` that refers to a tenant's table within the same tenant.

    The composite foreign key and an index over `(tenant_id, <x>_id)` come with it. `ondelete` is
    CASCADE, RESTRICT or nothing: setting null would also null `tenant_id` on a sharded cluster.
    """
    if ondelete not in (None, "CASCADE", "RESTRICT"):
        raise ValueError(f"ondelete={ondelete!r}: only CASCADE, RESTRICT or none")
    column_options: dict[str, Any] = {} if nullable is None else {"nullable": nullable}
    return mapped_column(Uuid, info={"ref": (table, ondelete, use_alter)}, **column_options)


_related: set[tuple[str, str]] = set()


def belongs_to(owner: str, column: str, target: str) -> Any:
    """A many-to-one relationship of class `owner` along `column` to class `target`.

    Only the local id is marked as foreign; with `tenant_id` foreign too, SQLAlchemy warns that
    several relationships copy it.
    """
    _related.add((owner, column))
    return relationship(
        target,
        primaryjoin=f"and_(foreign({owner}.{column}) == {target}.id, "
        f"{owner}.tenant_id == {target}.tenant_id)",
        uselist=False,
        lazy="select",
    )


def points_at(column: Any, target: Any) -> ColumnElement[bool]:
    """The condition of a join from `column`, which holds an id, to the row of `target` it points at.

    Both halves of the composite key, so that an index serves it and no other tenant's row can.
    """
    owner = column.parent.entity
    return and_(column == target.id, owner.tenant_id == target.tenant_id)


def utc(**options: Any) -> Mapped[Any]:
    """A moment, stored as `timestamptz` in UTC."""
    return mapped_column(DateTime(timezone=True), **options)


def local_text(**options: Any) -> Mapped[Any]:
    """A text in several languages: `{language: text}`."""
    return mapped_column(JSONB, **options)


def json_object(**options: Any) -> Mapped[Any]:
    """A JSON object. Assign a new value to change it: changes inside are not seen."""
    return mapped_column(JSONB, **options)


@event.listens_for(TenantRow, "instrument_class", propagate=True)
def _complete_table(mapper: Any, cls: type[TenantRow]) -> None:
    """Give a tenant's table its references, their indexes and the grants it asks for."""
    table = mapper.local_table
    if not isinstance(table, Table) or "web" in table.info:
        return
    table.info["web"] = cls.__web_grants__
    table.append_constraint(
        ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=f"fk_{table.name}_tenant_id")
    )
    for column in list(table.columns):
        if "ref" in column.info:
            _refer(table, column)


def _refer(table: Table, column: Any) -> None:
    target, ondelete, use_alter = column.info["ref"]
    table.append_constraint(
        ForeignKeyConstraint(
            ["tenant_id", column.name],
            [f"{target}.tenant_id", f"{target}.id"],
            ondelete=ondelete,
            name=f"fk_{table.name}_{column.name}",
            use_alter=use_alter,
        )
    )
    Index(f"ix_{table.name}_{column.name}", table.c.tenant_id, column)


@event.listens_for(Mapper, "before_configured")
def _order_by_references() -> None:
    """Let a flush write the rows that others refer to first.

    SQLAlchemy orders tables by relationships, not by foreign keys, so each reference gets one that
    nothing else uses. Without it the order would depend on which row was added first.
    """
    by_table = {str(m.local_table.name): m for m in Base.registry.mappers}  # type: ignore[attr-defined]
    for mapper in list(Base.registry.mappers):
        for column in mapper.local_table.columns:
            target = by_table.get(column.info.get("ref", ("",))[0])
            known = (mapper.class_.__name__, column.key)
            if target is not None and target is not mapper and known not in _related:
                _related.add(known)
                ordering = _ordering(mapper.class_, column.key, target.class_)
                mapper.add_property(f"_{column.key}_order", ordering)


def _ordering(owner: Any, column: str, target: Any) -> Any:
    return relationship(
        target,
        primaryjoin=lambda: and_(
            foreign(getattr(owner, column)) == target.id, owner.tenant_id == target.tenant_id
        ),
        uselist=False,
        lazy="raise",
    )
