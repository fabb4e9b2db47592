"""Every table, from the database's own catalogue: somebody says what it holds about people."""

from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from punos.db.check import GLOBAL_TABLES
from punos.extend import PluginRegistry
from punos.extend.holdings import Blank, Holding
from punos.privacy.holdings import holdings
from tests.support.database import cloned_database

_TENANTS = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY table_name
"""
_NOT_NULL = """
SELECT column_name FROM information_schema.columns
WHERE table_name = :table AND is_nullable = 'NO'
"""


@pytest.fixture(scope="module")
def owner() -> Iterator[Connection]:
    """A fresh clone with every plugin's tables, as owner; rolled back at the end."""
    with cloned_database() as urls:
        engine = create_engine(urls["owner"])
        with engine.connect() as connection:
            yield connection
            connection.rollback()
        engine.dispose()


def unspoken(connection: Connection, known: Iterable[Holding]) -> set[str]:
    """Tables that hold rows of a tenant, and of which nobody says what they hold."""
    tables = set(connection.scalars(text(_TENANTS)))
    return tables - {one.table for one in known} - set(GLOBAL_TABLES)


def test_every_table_has_a_holding_or_a_written_exemption(owner: Connection) -> None:
    assert unspoken(owner, holdings(PluginRegistry.load())) == set()


def test_control_a_table_that_nobody_speaks_for_is_found(owner: Connection) -> None:
    owner.execute(
        text(
            "CREATE TABLE made (tenant_id uuid NOT NULL, id uuid NOT NULL, person_id uuid, "
            "PRIMARY KEY (tenant_id, id))"
        )
    )
    assert unspoken(owner, holdings(PluginRegistry.load())) == {"made"}


@pytest.mark.parametrize("table", ["gatherings_need", "mentor_teams_apart", "note", "enrolment"])
def test_control_a_table_left_out_is_found(owner: Connection, table: str) -> None:
    rest = [one for one in holdings(PluginRegistry.load()) if one.table != table]
    assert table in unspoken(owner, rest)


def test_exempt_table_does_not_point_at_a_person() -> None:
    for one in holdings(PluginRegistry.load()):
        if one.about is None:
            pointed = {
                column.info["ref"][0]
                for column in one.model.__table__.columns
                if "ref" in column.info
            }
            assert not pointed & {"person", "enrolment", "membership"}, one.table


def test_column_that_must_be_filled_is_not_emptied_to_nothing(owner: Connection) -> None:
    for one in holdings(PluginRegistry.load()):
        if isinstance(one.at_erasure, Blank):
            nothing = {name for name, value in one.at_erasure.values.items() if value is None}
            needed = set(owner.scalars(text(_NOT_NULL), {"table": one.table}))
            assert not nothing & needed, one.table
