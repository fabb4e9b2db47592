"""Every table, from the database's own catalogue: keys, constraints, row security and grants.

A new table is covered the moment it exists. Each rule has a control: a table that breaks it is found.
"""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from punos.db import Base, revise
from punos.db.check import GLOBAL_TABLES, wall_problems
from punos.db.history import CORE
from punos.db.policy import PREDICATE, wall
from punos.db.roles import PROVISIONER, WEB
from punos.extend import PluginRegistry
from tests.support.database import cloned_database


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """A fresh clone: this looks at the whole deployment, with every plugin's tables known."""
    PluginRegistry.load()
    with cloned_database() as urls:
        yield urls


@pytest.fixture
def owner(urls: dict[str, str]) -> Iterator[Connection]:
    """A connection as owner, rolled back at the end."""
    engine = create_engine(urls["owner"])
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def test_wall_is_sound_in_every_table(owner: Connection) -> None:
    assert wall_problems(owner) == []


def test_fresh_install_has_what_the_models_say(urls: dict[str, str]) -> None:
    assert revise.difference(urls["owner"], CORE) == []


def test_fresh_install_has_what_each_plugins_models_say(urls: dict[str, str]) -> None:
    for history in PluginRegistry.load().histories():
        assert revise.difference(urls["owner"], history) == [], history.name


def test_no_table_is_global_without_being_listed(owner: Connection) -> None:
    rows = owner.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).scalars()
    names = {name for name in rows if not name.startswith("alembic_version")}
    with_tenant = set(
        owner.execute(
            text(
                "SELECT table_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND column_name = 'tenant_id'"
            )
        ).scalars()
    )
    assert names - with_tenant == set(GLOBAL_TABLES) - {"tenant_host"}


_MADE = "CREATE TABLE made (tenant_id uuid NOT NULL, id uuid NOT NULL, {more}PRIMARY KEY (tenant_id, id))"
_BROKEN = {
    "no policy": [_MADE.format(more="")],
    "a second policy": [
        _MADE.format(more=""),
        *wall("made"),
        "CREATE POLICY more ON made USING (true)",
    ],
    "a restrictive policy": [
        _MADE.format(more=""),
        "ALTER TABLE made ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE made FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_wall ON made AS RESTRICTIVE USING ({PREDICATE})",
    ],
    "another text": [
        _MADE.format(more=""),
        "ALTER TABLE made ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE made FORCE ROW LEVEL SECURITY",
        "CREATE POLICY tenant_wall ON made TO punos_web, punos_provisioner USING (true)",
    ],
    "not forced": [
        _MADE.format(more=""),
        *wall("made"),
        "ALTER TABLE made NO FORCE ROW LEVEL SECURITY",
    ],
    "a key that is not composite": [
        "CREATE TABLE made (tenant_id uuid NOT NULL, id uuid PRIMARY KEY)",
        *wall("made"),
    ],
    "a unique index across tenants": [
        _MADE.format(more="email text, "),
        *wall("made"),
        "CREATE UNIQUE INDEX uq_made ON made (email)",
    ],
    "a reference that forgets the tenant": [
        _MADE.format(more="cycle_slug uuid, "),
        *wall("made"),
        "CREATE TABLE other (tenant_id uuid NOT NULL, id uuid NOT NULL, made_id uuid UNIQUE, "
        "PRIMARY KEY (tenant_id, id))",
        *wall("other"),
        "ALTER TABLE made ADD CONSTRAINT fk_made FOREIGN KEY (cycle_slug) REFERENCES other (made_id)",
    ],
    "a reference that sets null": [
        _MADE.format(more="person_id uuid, "),
        *wall("made"),
        "ALTER TABLE made ADD CONSTRAINT fk_made FOREIGN KEY (tenant_id, person_id) "
        "REFERENCES person (tenant_id, id) ON DELETE SET NULL (person_id)",
    ],
    "a view": ["CREATE VIEW made AS SELECT * FROM person"],
    "a materialized view": ["CREATE MATERIALIZED VIEW made AS SELECT * FROM person"],
    "an unlogged table": [
        _MADE.format(more="").replace("CREATE TABLE", "CREATE UNLOGGED TABLE"),
        *wall("made"),
    ],
    "a table without a tenant": ["CREATE TABLE made (id uuid PRIMARY KEY)"],
    "a function with its owner's rights": [
        "CREATE FUNCTION made() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    ],
}


@pytest.mark.parametrize("what", sorted(_BROKEN))
def test_control_each_hole_in_the_wall_is_found(owner: Connection, what: str) -> None:
    for statement in _BROKEN[what]:
        owner.execute(text(statement))
    assert wall_problems(owner), what


_GRANTS = """
SELECT c.relname, g.privilege_type, NULL AS "column" FROM pg_class c, aclexplode(c.relacl) g
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
AND g.grantee IN (0, CAST(:role AS regrole))
UNION ALL
SELECT c.relname, g.privilege_type, a.attname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) g
WHERE c.relnamespace = 'public'::regnamespace AND g.grantee IN (0, CAST(:role AS regrole))
"""
Grant = tuple[str, str | None]
"""A right, and the column when it is given for that one alone."""


def grants(owner: Connection, role: str) -> dict[str, set[Grant]]:
    """What a role may do with each table, as everybody or by itself."""
    found: dict[str, set[Grant]] = {}
    for table, right, column in owner.execute(text(_GRANTS), {"role": role}):
        found.setdefault(table, set()).add((right, column))
    return found


def written(asked: str) -> set[Grant]:
    """The same from what a model asks for: "SELECT, UPDATE (spent_cents, closed_at)"."""
    return {
        (right, column.strip() or None)
        for right, columns in re.findall(r"(\w+)(?: \(([^)]*)\))?", asked)
        for column in columns.split(",")
    }


def test_serving_roles_may_do_with_each_table_what_it_asks_for_and_no_more(
    owner: Connection,
) -> None:
    asked = {
        table.name: written(table.info["web"])
        for table in Base.metadata.tables.values()
        if "web" in table.info
    }
    assert len(asked) > 30
    for role in (WEB, PROVISIONER):
        found = grants(owner, role)
        assert {name: found.get(name) for name in asked} == asked, role
        known = {*asked, *GLOBAL_TABLES}
        assert {name for name in found if not name.startswith("alembic_version")} <= known


def test_some_tables_let_the_serving_role_change_single_columns_alone(owner: Connection) -> None:
    """So the comparison above is one of columns too: what a cap allows is not to be raised."""
    found = grants(owner, WEB)
    assert ("UPDATE", "spent_cents") in found["payouts_cap"]
    assert ("UPDATE", "cap_cents") not in found["payouts_cap"]
    assert ("UPDATE", None) not in found["payouts_cap"]
    assert ("UPDATE", "total_cents") not in found["payouts_frame"]
    assert written("SELECT, UPDATE (a, b)") == {("SELECT", None), ("UPDATE", "a"), ("UPDATE", "b")}


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        (f"GRANT UPDATE (cap_cents) ON payouts_cap TO {WEB}", ("UPDATE", "cap_cents")),
        (f"GRANT UPDATE ON payouts_cap TO {WEB}", ("UPDATE", None)),
        ("GRANT TRUNCATE ON payouts_cap TO PUBLIC", ("TRUNCATE", None)),
        ("GRANT SELECT (cap_cents) ON payouts_cap TO PUBLIC", ("SELECT", "cap_cents")),
    ],
)
def test_control_a_right_too_many_is_seen(owner: Connection, more: str, seen: Grant) -> None:
    before = grants(owner, WEB)["payouts_cap"]
    owner.execute(text(more))
    assert grants(owner, WEB)["payouts_cap"] - before == {seen}


def test_every_constraint_and_index_has_a_name_of_ours_and_every_moment_its_zone(
    owner: Connection,
) -> None:
    """A local time is allowed where its zone stands beside it: a meeting."""
    unnamed = owner.execute(
        text(
            "SELECT conname FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace "
            "WHERE n.nspname = 'public' AND contype <> 'n' AND conname !~ '^(pk|fk|uq|ck)_' "
            "AND conrelid::regclass::text !~ '^(procrastinate_|alembic_version)'"
        )
    )
    assert unnamed.scalars().all() == []
    bare = owner.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns c "
            "WHERE table_schema = 'public' AND data_type = 'timestamp without time zone' "
            "AND NOT EXISTS (SELECT 1 FROM information_schema.columns z WHERE "
            "z.table_schema = 'public' AND z.table_name = c.table_name AND z.column_name = 'zone')"
        )
    )
    assert bare.all() == []


def test_serving_role_cannot_touch_the_wall_itself(urls: dict[str, str]) -> None:
    engine = create_engine(urls["web"])
    for statement in (
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_wall ON person",
        "TRUNCATE person",
        "SET ROLE punos_owner",
        "INSERT INTO tenant (id, slug, kind, state, created_at) "
        "VALUES (gen_random_uuid(), 'x', 'association', 'active', now())",
        "UPDATE event SET kind = 'x'",
        "DELETE FROM audit_event",
        "UPDATE audit_event SET action = 'x'",
        "UPDATE programme_version SET settings = '{}'",
        "CREATE TABLE mine (id int)",
        "SELECT lo_create(0)",
    ):
        with engine.connect() as connection, pytest.raises(Exception, match="denied|must be owner"):
            connection.execute(text(statement))
    engine.dispose()


def test_no_rows_are_visible_without_a_tenant(urls: dict[str, str]) -> None:
    engine = create_engine(urls["web"])
    with engine.connect() as connection:
        walled = connection.execute(
            text("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")
        ).scalars()
        for table in sorted(set(walled)):
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            assert count == 0, table
    engine.dispose()
