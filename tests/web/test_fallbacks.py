"""A text that is not there in the reader's language is shown in another one, and says in which."""

import re

import pytest

from punos.programmes.service import cycle_by_slug, phases_of
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

ONLY_FINNISH = "Vain suomeksi"
PAGES = (
    "/today",
    "/cycles",
    "/cycles/{slug}",
    "/cycles/{slug}/applicants",
    "/cycles/{slug}/groups",
    "/cycles/{slug}/outcomes",
    "/cycles/{slug}/import",
    "/pairwise/{slug}",
)


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def test_name_in_another_language_carries_its_lang_on_every_page(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.enrol(slug, "mentee", state="applied")
    here.enrol(slug, "mentee")
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        cycle.names = {"fi": ONLY_FINNISH}
        for phase in phases_of(work, cycle):
            phase.names = {"fi": ONLY_FINNISH}
    here.signed_in(client, "administrator")
    for path in PAGES:
        text = re.sub(
            r"<title>.*?</title>", "", client.get(path.format(slug=slug)).text, flags=re.DOTALL
        )
        assert ONLY_FINNISH in text, path
        bare = re.findall(rf'.{{0,60}}(?<!lang="fi">){ONLY_FINNISH}', text)
        assert bare == [], path
