"""What the plugin adds to the core's pages costs the same, however many seasons, camps and jobs there are."""

import pytest
from flask import Flask

from punos.deployment import Deployment
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import MOST, cost

from .camps import camp, people, take
from .paths import participant, write_down
from .seasons import cycle, event, season


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


def fill(association: Association, client: Client, slug: str, number: int) -> None:
    """So many of everything that the pages tell of."""
    for _number in range(number):
        event(association, slug)
        camp_id = camp(association, slug, places=1)
        for one in people(association, slug, 2):
            take(association, camp_id, one)
        write_down(client, participant(association, slug))


@pytest.mark.parametrize("path", ["/cycles/{slug}", "/today", "/gatherings/{slug}/work"])
def test_page_costs_the_same_with_few_and_with_many_and_keeps_within_its_budget(
    association: Association, app: Flask, deployment: Deployment, path: str
) -> None:
    slug = cycle(association)
    season(association, slug)
    client = association.signed_in(Client(app), "administrator")
    fill(association, client, slug, 1)
    few = cost(deployment, client, path.format(slug=slug))
    fill(association, client, slug, 4)
    many = cost(deployment, client, path.format(slug=slug))
    assert few is not None
    assert few == many
    assert few <= MOST


def test_cycles_page_and_today_lead_to_what_is_told(association: Association, app: Flask) -> None:
    slug = cycle(association)
    season(association, slug)
    client = association.signed_in(Client(app), "administrator")
    fill(association, client, slug, 1)
    page = client.get(f"/cycles/{slug}").text
    for there in ("", "/events", "/paths", "/work"):
        assert f'href="/gatherings/{slug}{there}"' in page
