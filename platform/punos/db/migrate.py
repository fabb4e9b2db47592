"""Migrations: the core first, then each plugin with a version table of its own.

Alembic is driven without an `env.py`, so that a plugin brings its revisions and nothing else, and
one plugin going away never breaks another's history.
"""

from collections.abc import Iterable
from contextlib import closing
from typing import Any

from alembic.config import Config as AlembicConfig
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, create_engine, text

from punos.db.history import CORE, History
from punos.db.policy import SET_TENANT
from punos.db.roles import BACKUP, NET, PROVISIONER, WEB
from punos.errors import ConfigurationError


def upgrade(owner_url: str, plugins: Iterable[History] = ()) -> None:
    """Bring the database to the newest revision of the core and then, sorted, of each plugin."""
    engine = create_engine(
        owner_url,
        connect_args={"options": "-c citus.multi_shard_modify_mode=sequential"},
    )
    try:
        with engine.begin() as connection:
            _prepare(connection)
        run(engine.connect(), CORE)
        for history in sorted(plugins, key=lambda h: h.name):
            _require_core(history)
            run(engine.connect(), history)
    finally:
        engine.dispose()


def refresh_statistics(owner_url: str) -> None:
    """Tell the planner what the tables hold after a load; autovacuum does it only a minute later.

    Until then a list of 500 joins every row with every other.
    """
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            own = "SELECT tablename FROM pg_tables WHERE tableowner = current_user"
            tables = connection.scalars(text(own)).all()
            connection.execute(text(f"ANALYZE {', '.join(tables)}"))
    finally:
        engine.dispose()


def run(connection: Connection, history: History, target: str = "heads") -> None:
    """Run the revisions of one history up to `target`, in one transaction, and close."""
    script = _script(history)

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(target, revision)  # noqa: SLF001 (Alembic's documented recipe)

    _run(connection, history, script, steps, target)


def downgrade(connection: Connection, history: History) -> None:
    """Take a plugin's tables away, when it is removed for good."""
    script = _script(history)

    def steps(revision: Any, _context: Any) -> Any:
        return script._downgrade_revs("base", revision)  # noqa: SLF001

    _run(connection, history, script, steps, "base")


def _script(history: History) -> ScriptDirectory:
    config = AlembicConfig()
    config.set_main_option("script_location", str(history.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _run(
    connection: Connection,
    history: History,
    script: ScriptDirectory,
    steps: Any,
    target: str,
) -> None:
    config = AlembicConfig()
    context = EnvironmentContext(config, script, fn=steps, destination_rev=target)
    with connection, connection.begin(), context:
        context.configure(
            connection=connection, version_table=history.version_table, target_metadata=None
        )
        context.run_migrations()


def _require_core(history: History) -> None:
    if history.needs_core is None:
        return
    known = {revision.revision for revision in _script(CORE).walk_revisions()}
    if history.needs_core not in known:
        raise ConfigurationError(
            f"plugin {history.name} needs the core's revision {history.needs_core}, "
            "which this installation does not have"
        )


def _prepare(connection: Connection) -> None:
    """What stands before any table: the schema's rights, set_tenant, and the queue's own tables."""
    connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    for role in (WEB, PROVISIONER, NET, BACKUP):
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
    connection.execute(text(SET_TENANT))
    has_queue = connection.execute(text("SELECT to_regclass('public.procrastinate_jobs')"))
    if has_queue.scalar() is None:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(SchemaManager.get_schema())
    for role in (WEB, PROVISIONER):
        for kind, verbs in (
            ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
            ("SEQUENCES", "USAGE, SELECT"),
        ):
            for name in _queue_objects(connection, kind):
                connection.execute(text(f"GRANT {verbs} ON {name} TO {role}"))
    connection.execute(
        text(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {BACKUP}")
    )
    # A dump holds where sequences stand, too.
    connection.execute(
        text(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO {BACKUP}")
    )
    for kind in ("TABLES", "SEQUENCES"):
        connection.execute(text(f"GRANT SELECT ON ALL {kind} IN SCHEMA public TO {BACKUP}"))


def _queue_objects(connection: Connection, kind: str) -> list[str]:
    relkind = "r" if kind == "TABLES" else "S"
    rows = connection.execute(
        text(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = 'public' AND relkind = :kind AND relname LIKE 'procrastinate%'"
        ),
        {"kind": relkind},
    )
    return [row.relname for row in rows]
