"""The login roles, and the making of a database with them.

*owner* migrates and never serves, *web* serves requests and ordinary jobs, *net* reads published
figures only, *provisioner* creates tenants, *backup* reads everything. Nobody uses SET ROLE.
"""

from collections.abc import Mapping

from psycopg import Connection, connect, sql
from sqlalchemy import make_url

OWNER = "punos_owner"
WEB = "punos_web"
NET = "punos_net"
PROVISIONER = "punos_provisioner"
BACKUP = "punos_backup"
ROLES = {
    "owner": OWNER,
    "web": WEB,
    "net": NET,
    "provisioner": PROVISIONER,
    "backup": BACKUP,
}

# Owner and backup pass row level security: a data migration or a dump by a role that is subject to
# it touches no row and says nothing.
_BYPASS = {OWNER, BACKUP}


def libpq_address(url: str) -> str:
    """An SQLAlchemy address as libpq and psycopg understand it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _admin(admin_url: str) -> Connection:
    return connect(libpq_address(admin_url), autocommit=True, connect_timeout=5)


def create_roles(admin_url: str, passwords: Mapping[str, str] | None = None) -> None:
    """Create the login roles that are missing. `passwords` maps role keys ("web") to passwords."""
    with _admin(admin_url) as connection:
        for key, role in ROLES.items():
            _create_role(connection, role, (passwords or {}).get(key))


def _create_role(connection: Connection, role: str, password: str | None) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    bypass = sql.SQL("BYPASSRLS" if role in _BYPASS else "NOBYPASSRLS")
    # INHERIT: on PostgreSQL 15 a database's owner has its rights on the schema public through an
    # implicit membership. No role is granted to another, so there is nothing else to inherit.
    statement = sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT {}").format(
        verb, sql.Identifier(role), bypass
    )
    if password is not None:
        statement = sql.SQL("{} PASSWORD {}").format(statement, sql.Literal(password))
    connection.execute(statement)


def create_database(admin_url: str, name: str, template: str | None = None) -> None:
    """Create a database in collation C, owned by *owner*, unless it is there."""
    with _admin(admin_url) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if found.fetchone():
            return
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C'").format(
                sql.Identifier(name),
                sql.Identifier(OWNER),
                sql.Identifier(template or "template0"),
            )
        )
        connection.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
        )
        for role in ROLES.values():
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(name), sql.Identifier(role)
                )
            )
    _refuse_large_objects(admin_url, name)


def _refuse_large_objects(admin_url: str, name: str) -> None:
    """Large objects know no tenant, so nobody who serves may make one."""
    own = make_url(admin_url).set(database=name).render_as_string(hide_password=False)
    with _admin(own) as connection:
        for function in ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)"):
            connection.execute(
                sql.SQL("REVOKE EXECUTE ON FUNCTION pg_catalog.{} FROM PUBLIC").format(
                    sql.SQL(function)
                )
            )


def drop_database(admin_url: str, name: str) -> None:
    """Drop a database and whoever is connected to it."""
    with _admin(admin_url) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
