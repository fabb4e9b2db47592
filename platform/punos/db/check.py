"""The start-up check of the wall, from the database's own catalogue.

The same check runs in the tests over every table, and before the product serves: a table without its
policy, or a serving role that could pass it, stops the start.
"""

import logging
from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from punos.db.engine import Database
from punos.db.policy import POLICY, PREDICATE_IN_CATALOGUE
from punos.db.roles import PROVISIONER, WEB
from punos.errors import ConfigurationError

log = logging.getLogger(__name__)

# Tables that belong to the whole deployment, each with its reason.
GLOBAL_TABLES = {
    "tenant": "finds the tenant; holds slug, kind and state only",
    "tenant_host": "finds the tenant by its host",
    "public_tenant": "the public names of each tenant, as its front page shows them",
    "published_fact": "figures after disclosure control; read by the network's role alone",
    "procrastinate_jobs": "the queue; a job carries (tenant, ids) only",
    "procrastinate_events": "the queue's own history of states",
    "procrastinate_periodic_defers": "the queue's own memory of periodic jobs",
    "procrastinate_workers": "the queue's own heartbeat of workers",
}

_TABLES = """
SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
       EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
               AND NOT a.attisdropped) AS has_tenant,
       (SELECT count(*) FROM pg_inherits i WHERE i.inhrelid = c.oid) AS parents,
       (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname
"""
_POLICIES = """
SELECT tablename, policyname, permissive, cmd, roles::text[] AS roles, qual, with_check
FROM pg_policies WHERE schemaname = 'public'
"""
_KEYS = """
SELECT c.relname AS name, i.relname AS index_name, x.indisprimary,
       (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(x.indkey::int[]) WITH ORDINALITY k(att, n)
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att) AS columns
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
"""
_FOREIGN_KEYS = """
SELECT con.conname, c.relname AS name, f.relname AS target, con.confdeltype, con.confupdtype,
       (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(con.conkey) WITH ORDINALITY k(att, n)
        JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.att) AS columns
FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_class f ON f.oid = con.confrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE con.contype = 'f' AND n.nspname = 'public'
"""
_ROLE = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole,
       (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid) AS owned,
       (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid) AS memberships
FROM pg_roles r WHERE r.rolname = :role
"""
_DEFINERS = """
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef
"""


def wall_problems(connection: Connection) -> list[str]:
    """Everything in the catalogue that would let one tenant's rows be seen by another.

    Works as any login role that may read the system catalogue. An empty list is a sound wall.
    """
    tables = {row.relname: row for row in connection.execute(text(_TABLES))}
    walled = {name for name, row in tables.items() if name not in GLOBAL_TABLES and row.has_tenant}
    return [
        *_shape(tables.values()),
        *_policies(connection, walled),
        *_keys(connection, walled),
        *_foreign_keys(connection, walled),
        *_serving_roles(connection),
        *(
            f"{row.proname}: a SECURITY DEFINER function passes row security"
            for row in connection.execute(text(_DEFINERS))
        ),
    ]


def _shape(tables: object) -> Iterator[str]:
    for row in tables:  # type: ignore[attr-defined]
        if row.relname.startswith("alembic_version") or row.relname in GLOBAL_TABLES:
            continue
        if row.relkind not in ("r", "p"):
            yield f"{row.relname}: a view or materialized view can leak past the wall"
        elif not row.has_tenant:
            yield f"{row.relname}: no tenant_id, and not listed as a table of the whole deployment"
        if row.has_tenant and not (row.relrowsecurity and row.relforcerowsecurity):
            yield f"{row.relname}: row security is not enabled and forced"
        if row.relpersistence != "p" or row.parents or row.triggers:
            yield f"{row.relname}: unlogged, inheriting and triggered tables are not allowed"


def _policies(connection: Connection, walled: set[str]) -> Iterator[str]:
    found: dict[str, list[object]] = {name: [] for name in walled}
    for row in connection.execute(text(_POLICIES)):
        found.setdefault(row.tablename, []).append(row)
    for name, policies in sorted(found.items()):
        if len(policies) != 1:
            yield f"{name}: {len(policies)} policies instead of exactly one"
            continue
        policy = policies[0]
        if not _is_the_policy(policy):
            yield f"{name}: policy {policy.policyname} has another text"  # type: ignore[attr-defined]


def _is_the_policy(policy: object) -> bool:
    return (
        policy.policyname == POLICY  # type: ignore[attr-defined]
        and policy.permissive == "PERMISSIVE"  # type: ignore[attr-defined]
        and policy.cmd == "ALL"  # type: ignore[attr-defined]
        and set(policy.roles) == {WEB, PROVISIONER}  # type: ignore[attr-defined]
        and policy.qual == policy.with_check == PREDICATE_IN_CATALOGUE  # type: ignore[attr-defined]
    )


def _keys(connection: Connection, walled: set[str]) -> Iterator[str]:
    for row in connection.execute(text(_KEYS)):
        if row.name not in walled:
            continue
        if row.columns[0] != "tenant_id":
            yield f"{row.name}: index {row.index_name} does not start with tenant_id"
        if row.indisprimary and list(row.columns) != ["tenant_id", "id"]:
            yield f"{row.name}: the primary key is not (tenant_id, id)"


def _foreign_keys(connection: Connection, walled: set[str]) -> Iterator[str]:
    for row in connection.execute(text(_FOREIGN_KEYS)):
        if row.name in GLOBAL_TABLES:
            continue
        if row.confdeltype in ("n", "d") or row.confupdtype != "a":
            yield f"{row.name}: {row.conname} sets null or cascades updates"
        if row.target in walled and row.columns[0] != "tenant_id":
            yield f"{row.name}: {row.conname} does not start with tenant_id"
        if row.target in walled and row.name not in walled:
            yield f"{row.name}: {row.conname} points from a global table into a tenant's"


def _serving_roles(connection: Connection) -> Iterator[str]:
    for role in (WEB, PROVISIONER):
        row = connection.execute(text(_ROLE), {"role": role}).one_or_none()
        if row is None:
            yield f"{role}: the role does not exist"
        elif row.rolsuper or row.rolbypassrls or row.rolcreaterole or row.memberships:
            yield f"{role}: a serving role must not be able to pass row security"
        elif row.owned:
            yield f"{role}: a serving role must not own tables"


def serving_as(connection: Connection) -> str:
    """The login role of this connection."""
    return str(connection.execute(text("SELECT current_user")).scalar_one())


def refuse_unsound_wall(database: Database) -> None:
    """Raise ConfigurationError when this login role, or the schema it meets, could leak.

    A database that does not answer now is not refused: each request will say so until it comes back.
    """
    try:
        with database.engine.connect() as connection:
            role = serving_as(connection)
            problems = wall_problems(connection)
    except OperationalError as error:
        log.warning("the wall could not be checked: %s", type(error.orig).__name__)
        return
    if role != WEB:
        problems.append(f"this process serves as {role}, not as {WEB}")
    if problems:
        raise ConfigurationError("the tenant wall is not sound:\n  " + "\n  ".join(problems))
