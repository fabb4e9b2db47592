"""Staff's pages about people."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos.audit.models import AccessEntry, AuditEvent
from punos.people.models import Person
from punos.people.service import add_person, decide_consent
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def person(here: Association, name: str, unit_id: UUID | None = None) -> UUID:
    with here.work() as work:
        found = add_person(
            work,
            given_name=name,
            family_name=here.canary,
            email=f"{name.lower()}@people.example.org",
            city="Turku",
            language="fi",
            unit_id=unit_id,
        )
        return found.id


def test_list_sorts_nordic_letters_last_and_searches(here: Association, client: Client) -> None:
    for name in ("Örjan", "Anna", "Zelda", "Åke"):
        with here.work() as work:
            add_person(work, given_name=name, language="sv")
    page = here.signed_in(client).get("/people").text
    places = [page.index(f">{name}<") for name in ("Anna", "Zelda", "Åke", "Örjan")]
    assert places == sorted(places)
    assert "Zelda" not in client.get("/people?q=ake").text


def test_page_shows_contact_applications_consents_and_leaves_a_trace(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    enrolment = here.enrolment(here.enrol(slug, "mentee", name="Lumi"))
    with here.work() as work:
        found = work.session.scalars(select(Person)).one()
        decide_consent(
            work, found, "service", given=True, text="x", language="fi", how="application"
        )
    page = here.signed_in(client).get(f"/people/{enrolment.person_id}").text
    for text in (
        "Lumi",
        "Turku",
        f"/enrolments/{enrolment.id}",
        "Accepted",
        "agreed in the public form",
    ):
        assert text in page
    with here.work() as work:
        assert work.session.scalar(select(func.count()).select_from(AccessEntry)) == 1


@pytest.mark.parametrize("role", ["coordinator", "readonly", "contact"])
def test_page_tells_in_words_of_the_consent_to_the_service_and_leaves_out_what_plugins_ask(
    here: Association, client: Client, role: str
) -> None:
    unit = here.unit("Ours")
    enrolment = here.enrolment(here.enrol(here.cycle(), "mentee", unit_id=unit))
    with here.work() as work:
        found = work.session.scalars(select(Person)).one()
        for purpose, how in (("camp_needs", "own_places"), ("service", "sign_up")):
            decide_consent(work, found, purpose, given=True, text="x", language="en", how=how)
    reader = here.signed_in(client, role, unit_id=unit if role == "contact" else None)
    page = reader.get(f"/people/{enrolment.person_id}").text
    assert ("Consent is given." if role == "contact" else "agreed in the public form") in page
    for code in ("camp_needs", "own_places", "sign_up", "Purpose:"):
        assert code not in page


def test_change_is_saved_audited_by_field_name_and_found_again(
    here: Association, client: Client
) -> None:
    one = person(here, "Lumi")
    here.signed_in(client)
    assert 'value="Turku"' in client.get(f"/people/{one}/change").text
    answers = {"given_name": "Lumi", "family_name": "Väisänen", "email": "", "city": "Åbo"}
    assert client.post(f"/people/{one}/change", answers).status_code == 303
    assert "Lumi Väisänen" in client.get("/people?q=vaisanen abo").text
    with here.work() as work:
        fields = work.session.scalars(
            select(AuditEvent.fields).where(AuditEvent.action == "person.changed")
        ).one()
        assert set(fields) == {"family_name", "email", "city"}
        assert work.session.scalars(select(Person.email)).one() is None


def test_wrong_change_keeps_what_was_typed(here: Association, client: Client) -> None:
    one = person(here, "Lumi")
    here.signed_in(client).get(f"/people/{one}/change")
    answer = client.post(
        f"/people/{one}/change", {"given_name": "", "email": "nope", "city": "Kemi"}
    )
    assert answer.status_code == 422
    assert 'href="#f-given_name"' in answer.text
    assert 'href="#f-email"' in answer.text
    assert 'value="Kemi"' in answer.text


def test_contact_sees_and_changes_only_their_units_people(
    here: Association, client: Client
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    mine, other = person(here, "Omena", ours), person(here, "Vieras", theirs)
    here.signed_in(client, "contact", unit_id=ours)
    page = client.get("/people").text
    assert "Omena" in page
    assert "Vieras" not in page
    assert client.get(f"/people/{mine}").status_code == 200
    assert client.get(f"/people/{other}").status_code == 404
    assert client.get(f"/people/{other}/change").status_code == 404
    assert client.post(f"/people/{other}/change", {"given_name": "X"}).status_code == 404


def test_list_as_a_file_is_for_those_who_may_and_is_noted(
    here: Association, client: Client
) -> None:
    person(here, "Lumi")
    answer = here.signed_in(client).get("/people?format=csv")
    assert answer.mimetype == "text/csv"
    assert "Lumi" in answer.text
    with here.work() as work:
        assert work.session.scalar(select(func.count()).select_from(AccessEntry)) == 1
    here.signed_in(Client(client.app), "readonly")
    reader = here.signed_in(Client(client.app), "readonly")
    assert reader.get("/people?format=csv").status_code == 404
