"""One embedded server for a whole test run; one database for each test worker.

The template is migrated once per run and cloned. A test makes its own tenants and really commits;
what looks at the whole deployment takes a fresh clone.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

from punos.db import migrate
from punos.db.embedded import EmbeddedServer
from punos.db.roles import ROLES, create_database, create_roles, drop_database
from punos.extend import PluginRegistry

ADMIN = "PUNOS_TEST_ADMIN_URL"
TEMPLATE = "PUNOS_TEST_TEMPLATE"
_numbers = count(1)


@contextmanager
def test_server() -> Iterator[None]:
    """Start the server, migrate a template of this run's own, and tell the workers where they are.

    With PUNOS_TEST_SERVER set, a superuser's address, that server is used instead: so the tests can run
    on another version of PostgreSQL. A run within a run (a foreign plugin's tests) has its own template.
    """
    with ExitStack() as stack:
        os.environ[ADMIN] = os.environ.get("PUNOS_TEST_SERVER") or _started(stack)
        os.environ[TEMPLATE] = f"punos_template_{os.getpid()}"
        create_roles(os.environ[ADMIN])
        stack.callback(drop_database, os.environ[ADMIN], os.environ[TEMPLATE])
        create_database(os.environ[ADMIN], os.environ[TEMPLATE])
        migrate.upgrade(urls_of(os.environ[TEMPLATE])["owner"], PluginRegistry.load().histories())
        yield


def _started(stack: ExitStack) -> str:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="punos-test-"))
    server = stack.enter_context(EmbeddedServer(Path(folder), durable=False))
    return server.admin_url()


def urls_of(database: str) -> dict[str, str]:
    """The addresses of all login roles in this database."""
    admin = make_url(os.environ[ADMIN])
    return {
        key: admin.set(username=role, database=database).render_as_string(hide_password=False)
        for key, role in ROLES.items()
    }


@contextmanager
def cloned_database(name: str | None = None) -> Iterator[dict[str, str]]:
    """A copy of the migrated template, dropped at the end."""
    admin = os.environ[ADMIN]
    name = name or f"punos_clone_{os.getpid()}_{next(_numbers)}"
    drop_database(admin, name)
    create_database(admin, name, template=os.environ[TEMPLATE])
    try:
        yield urls_of(name)
    finally:
        drop_database(admin, name)
