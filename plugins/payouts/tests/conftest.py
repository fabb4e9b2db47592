"""The plugin is tested in the same deployment as the core, whether alone or with everything."""

import os

import pytest

from tests import conftest as core
from tests.conftest import app, client, deployment, tenants
from tests.support.database import ADMIN
from tests.support.tenants import Association, Tenants

__all__ = ["app", "client", "deployment", "tenants"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, unless the core's tests run too and have done so."""
    if ADMIN not in os.environ:
        core.pytest_configure(config)


def pytest_unconfigure() -> None:
    """Stop it with the run."""
    core.pytest_unconfigure()


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """An association that has payouts on."""
    made = tenants.make()
    made.switch_on("payouts")
    return made
