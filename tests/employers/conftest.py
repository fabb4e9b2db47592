"""An association whose pairs visit employers."""

import pytest

from punos.programmes.service import cycle_by_slug, start_cycle
from tests.support.clients import Client
from tests.support.pairs import Pair, pair_in
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A running cycle in which each pair visits an employer."""
    slug = here.cycle(settings={**PAIRWISE_SETTINGS, "employer_visit": "required"})
    with here.work() as work:
        start_cycle(work, cycle_by_slug(work, slug))
    return slug


@pytest.fixture
def pair(here: Association, slug: str) -> Pair:
    """A pair in it."""
    return pair_in(here, slug)


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)
