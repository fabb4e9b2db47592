"""A deployment with the plugin for tests, on the database of this test worker."""

from collections.abc import Iterator

import pytest

from punos.deployment import Deployment
from punos.tenancy.directory import TenantRecord
from tests.jobs.plugin import NAME, with_jobs
from tests.support.bare import bare_tenant


@pytest.fixture(scope="session")
def busy(deployment: Deployment) -> Iterator[Deployment]:
    """The deployment with jobs to do."""
    busy = with_jobs(deployment.config)
    yield busy
    busy.dispose()


@pytest.fixture
def tenant(busy: Deployment) -> TenantRecord:
    """A tenant that has the plugin on."""
    return bare_tenant(busy, plugins={NAME: "on"})
