"""How somebody heard of us: asked of everybody, filled in by the link they followed, counted for staff."""

import pytest
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from tests.enrolments.test_apply import GOOD
from tests.support.applying import apply_by_pages, fill
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def heard(here: Association) -> list[str | None]:
    with here.work() as work:
        found = work.session.scalars(select(Enrolment.answers).order_by(Enrolment.id))
        return [answers["heard"]["data"]["source"] for answers in found]


def test_link_of_a_poster_fills_in_how_they_heard_of_us(here: Association, client: Client) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host)
    page = client.get(f"{path}?from=poster")
    client.post(path, fill(page, GOOD))
    assert 'value="poster" checked' in client.get(f"{path}?part=heard").text
    client.post(path, {**GOOD, "submit": "send"})
    assert heard(here) == ["poster"]


def test_their_own_answer_wins_over_the_link(here: Association, client: Client) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host)
    page = client.get(f"{path}?from=poster")
    client.post(path, fill(page, GOOD))
    apply_by_pages(client, f"{path}?part=person", {**GOOD, "heard-source": "friend"})
    assert heard(here) == ["friend"]


def test_unknown_source_is_no_answer_and_none_is_needed(here: Association, client: Client) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host)
    page = client.get(f"{path}?from=<script>")
    assert "<script>" not in page.text.split("<main", 1)[1]
    client.post(path, fill(page, GOOD))
    apply_by_pages(client, f"{path}?part=person", GOOD)
    assert heard(here) == [None]


def test_staff_see_on_the_cycles_page_how_many_heard_where(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    for name, source in (("Aino", "poster"), ("Eino", "poster"), ("Oili", "friend")):
        visitor = Client(client.app, here.host)
        sent = {**GOOD, "person-given_name": name, "heard-source": source}
        apply_by_pages(visitor, f"/apply/{slug}/mentee", sent)
    here.signed_in(client)
    page = client.get(f"/cycles/{slug}").text
    told = page.split("How people heard of you", 1)[1].split("</section>", 1)[0]
    assert told.index("From a poster or a leaflet") < told.index("From a friend")


def test_contact_person_counts_only_their_own_applicants(here: Association, client: Client) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    visitor = Client(client.app, here.host)
    apply_by_pages(visitor, f"/apply/{slug}/mentee", {**GOOD, "heard-source": "poster"})
    here.signed_in(client, "contact", unit_id=unit)
    assert "How people heard of you" not in client.get(f"/cycles/{slug}").text
