"""Where it is measured: the embedded server on fresh data, migrated, and the deployment upon it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import psycopg

from punos.config import Config
from punos.db import migrate
from punos.db.embedded import EmbeddedServer
from punos.db.embedded_home import Home
from punos.db.roles import create_database, libpq_address
from punos.deployment import Deployment

FLOOR_DATABASE = "punos_floor"


@dataclass
class Place:
    """A running server with two databases: the product's and the floor's."""

    folder: Path
    server: EmbeddedServer
    deployment: Deployment

    @property
    def urls(self) -> dict[str, str]:
        """The product's addresses by role."""
        return self.server.urls()

    @property
    def floor_url(self) -> str:
        """The floor's address, as its owner: nothing of ours stands before it."""
        return self.server.url("owner", FLOOR_DATABASE)

    def tidy(self) -> None:
        """Give the planner its figures, as autovacuum does within minutes of a load."""
        for database in ("punos", FLOOR_DATABASE):
            address = libpq_address(self.server.admin_url(database))
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")

    def database_cpu(self) -> float:
        """CPU seconds that PostgreSQL has taken, those of ended backends too."""
        notice = Home(self.folder).data / "postmaster.pid"
        head = psutil.Process(int(notice.read_text(encoding="ascii").split()[0]))
        ended = head.cpu_times()
        running = (child.cpu_times() for child in head.children())
        now = sum(times.user + times.system for times in running)
        past = ended.user + ended.system + ended.children_user + ended.children_system
        return float(now + past)


@contextmanager
def place() -> Iterator[Place]:
    """Everything written through to the disk as in service, and thrown away at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="punos-bench-") as made,
        EmbeddedServer(Path(made)) as server,
    ):
        folder = Path(made)
        server.create_database()
        create_database(server.admin_url(), FLOOR_DATABASE)
        config = Config.from_environment({"PUNOS_ENV": "test", "PUNOS_DATA": made})
        config = replace(config, database_urls=server.urls(), secret_key="b" * 40)
        deployment = Deployment(config)
        migrate.upgrade(server.url("owner"), deployment.registry.histories())
        try:
            yield Place(folder, server, deployment)
        finally:
            deployment.dispose()
