"""However much is held, the pages about it stay within the budget of statements."""

import pytest

from punos.deployment import Deployment
from tests.privacy.planting import planted
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.sweeps.test_query_budget import cost

MOST = 12


@pytest.mark.parametrize(
    "path",
    ["/people/{id}/held", "/people/{id}/erase", "/privacy/retention", "/privacy/register",
     "/privacy/requests", "/privacy"],
)  # fmt: skip
def test_page_about_all_that_is_held_stays_within_its_budget(
    deployment: Deployment, tenants: Tenants, client: Client, path: str
) -> None:
    her = planted(tenants.make())
    her.association.signed_in(client, "administrator")
    spent = cost(deployment, client, path.format(id=her.person_id))
    assert spent is not None
    assert spent <= MOST
