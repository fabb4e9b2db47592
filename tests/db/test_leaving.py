"""A transaction that is left keeps nothing; one that has only read leaves the connection as it was."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text

from punos.db.engine import Database
from punos.db.guard import TenantSession
from punos.db.once import insert_once
from punos.deployment import Deployment
from punos.tenancy.directory import TenantRecord
from punos.units.models import Unit
from tests.support.bare import bare_tenant

ENOUGH = 8
"""After so many times psycopg has prepared a statement."""


@pytest.fixture
def tenant(deployment: Deployment) -> TenantRecord:
    """A tenant with nothing in it."""
    return bare_tenant(deployment)


@pytest.fixture
def database(deployment: Deployment) -> Iterator[Database]:
    """The plain role's way to the database, over one connection."""
    own = Database(deployment.config.database_urls["web"], pool_size=1)
    yield own
    own.dispose()


def units(session: TenantSession) -> int:
    return session.scalar(select(func.count(Unit.id))) or 0


def prepared(database: Database) -> int:
    with database.engine.connect() as connection:
        query = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%unit%'")
        return connection.scalar(query) or 0


def test_transaction_that_only_read_keeps_prepared_statements(
    database: Database, tenant: TenantRecord
) -> None:
    for _time in range(ENOUGH):
        with database.session(tenant.id) as session:
            assert units(session) == 0
            session.leave()
    assert prepared(database) == 1


def test_control_rolling_back_forgets_them(database: Database, tenant: TenantRecord) -> None:
    for _time in range(ENOUGH):
        with database.session(tenant.id) as session:
            assert units(session) == 0
            session.rollback()
    assert prepared(database) == 0


@pytest.mark.parametrize("how", ["pending", "flushed", "sent"])
def test_what_was_written_is_not_kept(database: Database, tenant: TenantRecord, how: str) -> None:
    with database.session(tenant.id) as session:
        if how == "sent":
            insert_once(session, Unit, slug="west", names={})
        else:
            session.add(Unit(slug="west", names={}))
        if how == "flushed":
            session.flush()
        session.leave()
        assert units(session) == 0
    with database.session(tenant.id) as session:
        assert units(session) == 0


def test_session_goes_on_after_a_statement_that_failed(
    database: Database, tenant: TenantRecord
) -> None:
    with database.session(tenant.id) as session:
        with pytest.raises(Exception, match="division"):
            session.execute(select(1 / (func.count(Unit.id) * 0)))
        session.leave()
        assert units(session) == 0
