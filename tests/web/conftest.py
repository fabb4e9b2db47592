"""A real server process over the database of this test worker."""

from collections.abc import Iterator

import pytest

from punos.deployment import Deployment
from tests.support.served import Processes, processes


@pytest.fixture(scope="session")
def served(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """Gunicorn as `punos serve` starts it."""
    folder = tmp_path_factory.mktemp("served")
    with processes(deployment.config.database_urls, folder) as made:
        made.start_web()
        yield made
