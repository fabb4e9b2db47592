"""Writing a new revision from the difference between the models and a migrated database.

What it writes is a draft to read and correct, like every generated migration.
"""

import re
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.operations.ops import CreateTableOp
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from punos.db.base import Base, TenantRow
from punos.db.history import History

_FILE = '''"""{message}"""

import sqlalchemy as sa
from alembic import op
from {source} import {helpers}
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {down!r}
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {walled}


def upgrade() -> None:
    {body}
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)
{after}{undo}'''

_SHARED = """    for table in {tables}:
        for statement in shared(table):
            op.execute(statement)
"""
_DOWN = """

def downgrade() -> None:
    {undo}
"""


def _tidy(operations: Any) -> str:
    code = render_python_code(operations).strip()
    code = re.sub(r" *# ###.*\n?", "", code)
    return code.replace("astext_type=Text()", "").replace("astext_type=sa.Text()", "").strip()


def _context(connection: Any, history: History) -> MigrationContext:
    """Compare only the tables of this history: a plugin's start with its name."""

    def ours(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or (bool(name) and _belongs(str(name), history))

    def ours_too(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or _belongs(str(name), history)

    options = {"include_name": ours, "include_object": ours_too, "compare_type": True}
    return MigrationContext.configure(connection, opts=options)


def _belongs(table: str, history: History) -> bool:
    if table.startswith(("alembic_version", "procrastinate")):
        return False
    module = _modules().get(table, "punos.")
    is_core = module.startswith("punos.")
    return is_core if history.name == "core" else table.startswith(f"{history.name}_")


def _modules() -> dict[str, str]:
    """Table → the module whose class maps it; a plugin's classes live in the plugin's package."""
    return {
        str(mapper.local_table.name): mapper.class_.__module__  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
    }


def difference(owner_url: str, history: History) -> list[Any]:
    """What differs between the models and the database; empty when a fresh install has it all."""
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        found: list[Any] = compare_metadata(_context(connection, history), Base.metadata)
    engine.dispose()
    return found


def write_revision(
    owner_url: str, history: History, revision: str, down: str | None, message: str
) -> Path:
    """Write `versions/<revision>.py` for what differs, and return its path."""
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        script = produce_migrations(_context(connection, history), Base.metadata)
    engine.dispose()
    operations = script.upgrade_ops
    assert operations is not None
    assert script.downgrade_ops is not None
    created = [op.table_name for op in operations.ops if isinstance(op, CreateTableOp)]
    open_tables = [name for name in created if not _is_tenants(name)]
    walled = {name: Base.metadata.tables[name].info["web"] for name in created if _is_tenants(name)}
    path = history.folder / "versions" / f"{revision}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        _FILE.format(
            message=message,
            revision=revision,
            down=down,
            walled=walled,
            source="punos.db.policy" if history.name == "core" else "punos.plugin",
            helpers="shared, wall" if history.name == "core" else "wall",
            body=_tidy(operations),
            after=_SHARED.format(tables=open_tables) if open_tables else "",
            # The core goes forward only; a plugin's downgrade exists for its removal.
            undo="" if history.name == "core" else _DOWN.format(undo=_tidy(script.downgrade_ops)),
        )
    )
    return path


def _is_tenants(table: str) -> bool:
    return any(
        mapper.local_table.name == table and issubclass(mapper.class_, TenantRow)  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
    )
