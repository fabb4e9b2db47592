"""An association with a cycle, a coordinator's browser, and the way a message takes."""

from collections.abc import Iterator

import pytest

from punos.deployment import Deployment
from tests.support.clients import Client
from tests.support.queue import forget_waiting
from tests.support.tenants import Association, Tenants
from tests.writing.desk import Desk


@pytest.fixture(autouse=True)
def empty_queue(deployment: Deployment) -> Iterator[None]:
    """What others have left is not sent here, and what is left here not elsewhere."""
    forget_waiting(deployment)
    yield
    forget_waiting(deployment)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    """Its cycle."""
    return association.cycle()


@pytest.fixture
def desk(association: Association, slug: str, client: Client) -> Desk:
    """A coordinator who writes to people."""
    return Desk(association, slug, association.signed_in(client))
