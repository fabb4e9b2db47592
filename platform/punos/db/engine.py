"""Connections: one engine per login role, and the sessions made from it."""

from uuid import UUID

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import sessionmaker

from punos.db.guard import TenantSession

# The timeouts bound what a plugin's or a page's SQL may take; the citus setting is an unknown custom
# one on plain PostgreSQL, where it does nothing, and carries SET LOCAL to the shards on Citus.
SERVER_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=5000 "
    "-c idle_in_transaction_session_timeout=60000 -c timezone=UTC "
    "-c citus.propagate_set_commands=local"
)


class Database:
    """One login role's way to the database.

    The engine is made lazily and forgets its connections after a fork, so that gunicorn's workers
    never share one.
    """

    def __init__(self, url: str, *, pool_size: int = 4) -> None:
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=2,
            # A server that went away and came back is noticed before a statement is sent, so the
            # next request works.
            pool_pre_ping=True,
            # What people typed stands in no error and so in no log.
            hide_parameters=True,
            connect_args={"connect_timeout": 3, "options": SERVER_OPTIONS},
        )
        self._sessions = sessionmaker(self.engine, class_=TenantSession, autoflush=True)

    def session(self, tenant_id: UUID) -> TenantSession:
        """A session whose every transaction names this tenant. The caller commits and closes."""
        return self._sessions(tenant_id=tenant_id, expire_on_commit=False)

    def dispose(self) -> None:
        """Close what the pool holds."""
        self.engine.dispose()
