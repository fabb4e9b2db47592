"""Who has no unit yet, and what a unit sees of whom it is given."""

import pytest
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.people.models import Person
from tests.enrolments.test_apply import GOOD
from tests.enrolments.test_placing import place
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def test_page_of_today_tells_the_coordinator_who_waits_for_a_unit(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    here.enrol(slug, "mentee", state="applied", name="Meri")
    here.enrol(slug, "mentee", state="applied", name="Suvi", unit_id=unit)
    here.signed_in(client)
    page = client.get("/today").text
    assert "1 applicant waits for a unit" in page
    link = f"/cycles/{slug}/applicants?state=candidate&amp;unit=none"
    assert link in page
    shown = client.get(link.replace("&amp;", "&")).text
    assert "Meri" in shown
    assert "Suvi" not in shown
    contact = here.signed_in(Client(client.app), "contact", unit_id=unit)
    assert "waits for a unit" not in contact.get("/today").text


def test_page_of_today_asks_for_no_unit_where_there_are_none(
    here: Association, client: Client
) -> None:
    here.enrol(here.cycle(), "mentee", state="applied")
    here.signed_in(client)
    assert "for a unit" not in client.get("/today").text


def test_list_is_filtered_by_unit_for_those_who_see_several(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    here.enrol(slug, "mentee", name="Meri", unit_id=ours)
    here.enrol(slug, "mentee", name="Suvi", unit_id=theirs)
    path = f"/cycles/{slug}/applicants"
    here.signed_in(client)
    shown = client.get(f"{path}?unit={ours}").text
    assert "Meri" in shown
    assert "Suvi" not in shown
    file = client.get(f"{path}?unit={theirs}&format=csv").text
    assert "Suvi" in file
    assert "Theirs" in file
    assert "Meri" not in file
    contact = here.signed_in(Client(client.app), "contact", unit_id=ours)
    for listed in (path, f"{path}?unit={theirs}", f"{path}?unit=none"):
        page = contact.get(listed).text
        assert "Meri" in page
        assert "Suvi" not in page
        assert "Theirs" not in page


def applied_in_public(client: Client, here: Association, slug: str, **answers: str) -> None:
    """Somebody fills in the public form."""
    path = f"/apply/{slug}/mentee"
    stranger = Client(client.app, here.host)
    stranger.get(path)
    page = stranger.follow(stranger.post(path, {**GOOD, **answers, "submit": "send"}))
    assert "Thank you. We have your application." in page.text


def newest(here: Association) -> Enrolment:
    with here.work() as work:
        return work.session.scalars(select(Enrolment).order_by(Enrolment.id.desc()).limit(1)).one()


def test_unit_sees_of_a_public_applicant_nothing_that_another_unit_wrote_down(
    here: Association, client: Client
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    coordinator = here.signed_in(Client(client.app))
    applied_in_public(client, here, here.cycle(), **{"person-phone": "+358 50 7654321"})
    first = newest(here)
    place(coordinator, first.id, theirs)
    applied_in_public(client, here, here.cycle(), **{"person-city": "Oulu"})
    second = newest(here)
    place(coordinator, second.id, ours)
    here.signed_in(client, "contact", unit_id=ours)
    shown = client.get(f"/enrolments/{second.id}").text + client.get("/people").text
    assert "Oulu" in shown
    assert "7654321" not in shown
    other = here.signed_in(Client(client.app), "contact", unit_id=theirs)
    assert "Oulu" not in other.get(f"/enrolments/{first.id}").text + other.get("/people").text


def test_public_application_sent_again_after_it_was_placed_is_the_same_one(
    here: Association, client: Client
) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    applied_in_public(client, here, slug)
    one = newest(here).id
    place(here.signed_in(client), one, unit)
    applied_in_public(client, here, slug)
    assert newest(here).id == one
    assert here.enrolment(one).unit_id == unit
    with here.work() as work:
        assert len(work.session.scalars(select(Person)).all()) == 1


def test_whoever_is_of_no_unit_stays_one_person_in_the_next_cycle(
    here: Association, client: Client
) -> None:
    for _cycle in range(2):
        applied_in_public(client, here, here.cycle())
    with here.work() as work:
        assert len(work.session.scalars(select(Person)).all()) == 1
