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
TEMPLATE = "punos_template"
_numbers = count(1)


@contextmanager
def test_server() -> Iterator[None]:
    """Start the server, migrate the template, and tell the workers where it is.

    With PUNOS_TEST_ADMIN_URL set, a superuser's address, that server is used instead: so the tests can
    run on another version of PostgreSQL.
    """
    with ExitStack() as stack:
        if ADMIN not in os.environ:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="punos-test-"))
            server = stack.enter_context(EmbeddedServer(Path(folder), durable=False))
            os.environ[ADMIN] = server.admin_url()
        create_roles(os.environ[ADMIN])
        drop_database(os.environ[ADMIN], TEMPLATE)
        create_database(os.environ[ADMIN], TEMPLATE)
        migrate.upgrade(urls_of(TEMPLATE)["owner"], PluginRegistry.load().histories())
        yield


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
    create_database(admin, name, template=TEMPLATE)
    try:
        yield urls_of(name)
    finally:
        drop_database(admin, name)
