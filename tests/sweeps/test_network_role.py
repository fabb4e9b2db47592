"""The role *net*: it reads published figures, and nothing else that there is in the database.

The relations and functions come from the catalogue, so a new one is covered the moment it exists.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from punos.db.roles import NET, WEB
from punos.extend import PluginRegistry
from tests.support.database import cloned_database
from tests.sweeps.test_catalogue import grants

READS = {"published_fact": {"SELECT"}, "public_tenant": {"SELECT"}}
"""What it may do, at most: figures after disclosure control, and names that everybody may know."""

_RELATIONS = """
SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_temp'
AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') ORDER BY 1, 2
"""
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
_WHOLE = ("DELETE", "TRUNCATE", "TRIGGER")
_OWN_FUNCTIONS = """
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
AND has_function_privilege(:role, p.oid, 'EXECUTE') AND p.prosecdef
"""


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    PluginRegistry.load()
    with cloned_database() as urls:
        yield urls


@pytest.fixture
def owner(urls: dict[str, str]) -> Iterator[Connection]:
    engine = create_engine(urls["owner"])
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture
def net(urls: dict[str, str]) -> Iterator[Connection]:
    """A connection as the network's role, in which each statement stands by itself."""
    engine = create_engine(urls["net"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def may(owner: Connection, role: str = NET) -> dict[str, set[str]]:
    """What a role may do with each table, view and sequence, or with any column of it."""
    found: dict[str, set[str]] = {}
    for schema, name, kind in owner.execute(text(_RELATIONS)).all():
        known = {"role": role, "name": f'"{schema}"."{name}"'}
        if kind == "S":
            asked = {"SEQUENCE": "has_sequence_privilege(:role, :name, 'USAGE, SELECT, UPDATE')"}
        else:
            asked = {r: f"has_any_column_privilege(:role, :name, '{r}')" for r in _RIGHTS}
            asked |= {r: f"has_table_privilege(:role, :name, '{r}')" for r in _WHOLE}
        for right, question in asked.items():
            if owner.execute(text(f"SELECT {question}"), known).scalar_one():
                found.setdefault(name, set()).add(right)
    return found


def test_network_role_may_read_published_figures_and_nothing_else(owner: Connection) -> None:
    found = may(owner)
    assert found["published_fact"] == {"SELECT"}
    assert {name: rights for name, rights in found.items() if rights != READS.get(name)} == {}


def test_network_role_is_refused_by_every_other_relation(
    owner: Connection, net: Connection
) -> None:
    """Tried, not looked up."""
    names = [name for _schema, name, _kind in owner.execute(text(_RELATIONS)).all()]
    assert len(names) > 50
    for name in sorted(set(names) - READS.keys()):
        with pytest.raises(ProgrammingError, match="permission denied"):
            net.execute(text(f'SELECT 1 FROM "{name}"'))
    assert net.execute(text("SELECT count(*) FROM published_fact")).scalar_one() == 0


def test_network_role_changes_no_figure(net: Connection) -> None:
    for statement in (
        "INSERT INTO published_fact SELECT * FROM published_fact",
        "UPDATE published_fact SET value = 1",
        "DELETE FROM published_fact",
        "TRUNCATE published_fact",
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "SET ROLE punos_web",
        "SELECT lo_create(0)",
        "COPY published_fact TO PROGRAM 'cat'",
    ):
        with pytest.raises(ProgrammingError, match="denied"):
            net.execute(text(statement))


def test_network_role_stands_by_itself(owner: Connection) -> None:
    """It inherits nothing, passes no wall, owns nothing, and no function lends it another's rights."""
    role = owner.execute(
        text(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
            "(SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid) + "
            "(SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid) AS more "
            "FROM pg_roles r WHERE rolname = :role"
        ),
        {"role": NET},
    ).one()
    assert not any(role)
    assert owner.execute(text(_OWN_FUNCTIONS), {"role": NET}).all() == []


def test_functions_that_everybody_may_call_read_nothing_for_the_network_role(
    owner: Connection, net: Connection
) -> None:
    """The queue's and our own run with the caller's rights: naming a tenant opens none of its rows."""
    tenant = "00000000-0000-4000-8000-000000000000"
    net.execute(text("SELECT set_tenant(:t)"), {"t": tenant})
    with pytest.raises(ProgrammingError, match="permission denied"):
        net.execute(text("SELECT * FROM procrastinate_fetch_job_v2(NULL, NULL)"))
    assert owner.execute(text("SELECT to_regproc('procrastinate_fetch_job_v2')")).scalar()


def test_serving_role_cannot_read_published_figures(
    owner: Connection, urls: dict[str, str]
) -> None:
    assert "published_fact" not in grants(owner, WEB)
    engine = create_engine(urls["web"])
    with engine.connect() as web, pytest.raises(ProgrammingError, match="permission denied"):
        web.execute(text("SELECT * FROM published_fact"))
    engine.dispose()


@pytest.mark.parametrize(
    ("more", "name", "right"),
    [
        (f"GRANT SELECT ON person TO {NET}", "person", "SELECT"),
        ("GRANT SELECT (city) ON person TO PUBLIC", "person", "SELECT"),
        (f"GRANT UPDATE (value) ON published_fact TO {NET}", "published_fact", "UPDATE"),
        (f"GRANT DELETE ON published_fact TO {NET}", "published_fact", "DELETE"),
        (
            f"GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq TO {NET}",
            "procrastinate_jobs_id_seq",
            "SEQUENCE",
        ),
    ],
)
def test_control_a_right_too_many_is_seen(
    owner: Connection, more: str, name: str, right: str
) -> None:
    assert right not in may(owner).get(name, set())
    owner.execute(text(more))
    assert right in may(owner)[name]


def test_control_a_view_and_a_function_that_lend_their_owners_rights_are_seen(
    owner: Connection,
) -> None:
    owner.execute(text("CREATE VIEW names AS SELECT given_name FROM person"))
    owner.execute(text(f"GRANT SELECT ON names TO {NET}"))
    owner.execute(
        text(
            "CREATE FUNCTION lent() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
            "AS 'SELECT count(*) FROM person'"
        )
    )
    assert may(owner)["names"] == {"SELECT"}
    assert owner.execute(text(_OWN_FUNCTIONS), {"role": NET}).scalars().all() == ["lent"]
