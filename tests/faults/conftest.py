"""A deployment of its own: a database that can be stopped, a web server of two processes, a worker."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from punos.config import Config
from punos.db import migrate
from punos.db.embedded import EmbeddedServer
from punos.deployment import Deployment
from punos.extend import PluginRegistry
from tests.support.served import Browser, Processes, processes
from tests.support.tenants import PASSWORD, Association, Tenants


@dataclass
class Standing:
    """All of it."""

    server: EmbeddedServer
    deployment: Deployment
    processes: Processes
    here: Association
    slug: str

    def staff(self) -> Browser:
        """A coordinator's browser, signed in."""
        browser = self.processes.browser(self.here.host)
        answer = browser.sign_in(self.here.account("coordinator"), PASSWORD)
        assert answer.status == 303, answer.text
        assert browser.get("/today").status == 200
        return browser


@contextmanager
def stand(folder: Path, database: Path) -> Iterator[Standing]:
    """A small deployment with one association that takes applications."""
    with EmbeddedServer(database) as server:
        server.create_database()
        migrate.upgrade(server.url("owner"), PluginRegistry.load().histories())
        config = Config.from_environment({"PUNOS_ENV": "test", "PUNOS_DATA": str(folder)})
        config = replace(config, database_urls=server.urls(), secret_key="t" * 40)
        deployment = Deployment(config)
        here = Tenants(deployment).make()
        with processes(server.urls(), folder) as running:
            running.start_web(workers=2)
            yield Standing(server, deployment, running, here, here.cycle())
        deployment.dispose()


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    """The same for all tests of a file."""
    with tempfile.TemporaryDirectory(prefix="punos-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with stand(folder, folder / "db") as standing:
            yield standing
