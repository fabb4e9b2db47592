"""Reading global rows, outside any tenant's transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select

from punos.db.base import TenantRow
from punos.db.engine import Database
from punos.db.guard import WallBreached


class Directory:
    """Reads rows that belong to the whole deployment, in autocommit: one statement, no transaction."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")

    def rows(
        self, query: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
    ) -> list[Row[*tuple[Any, ...]]]:
        """The rows of a query over global tables. Raises WallBreached for a tenant's table."""
        for description in query.column_descriptions:
            entity = description.get("entity")
            if isinstance(entity, type) and issubclass(entity, TenantRow):
                raise WallBreached(f"{entity.__name__} is a tenant's table")
        with self._engine.connect() as connection:
            return list(connection.execute(query, values or {}))
