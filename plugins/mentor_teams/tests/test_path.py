"""The whole path over HTTP: from an application to a team, and the letters that go out."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.people.models import Person
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .field import (
    DOCTOR,
    ENGINEER,
    UNIONS,
    Field,
    application,
    buttons,
    make_field,
    pair,
    publish_fields,
    row,
)


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


def apply(field: Field, visitor: Client, role: str, name: str, **said: object) -> Enrolment:
    """Apply in public, and give the enrolment as it stands after that."""
    visitor.at(field.association.host)
    path = f"/apply/{field.slug}/{role}"
    visitor.get(path)
    occupation = str(said.pop("occupation", ENGINEER))
    answer = visitor.follow(visitor.post(path, application(name, occupation, **said)))
    assert "We have your application" in answer.text, answer.text
    with field.work() as work:
        query = select(Enrolment).join(
            Person, (Person.id == Enrolment.person_id) & (Person.given_name == name)
        )
        return work.session.scalars(query).one()


def accept(contact: Client, enrolment_id: UUID) -> None:
    """Open the application and accept it."""
    contact.get(f"/enrolments/{enrolment_id}")
    answer = contact.post(f"/enrolments/{enrolment_id}/move", {"state": "accepted"})
    assert answer.status_code == 303, answer.text


def test_application_becomes_a_team_that_a_contact_person_has_judged(
    field: Field, client: Client
) -> None:
    mentee = apply(field, client, "mentee", "Aila", **{"mentor_teams-hopes": ["networks"]})
    mentors = [
        apply(field, client, "mentor", name, **{"mentor_teams-capacity": "1"})
        for name in ("Berit", "Cecilia", "Doris")
    ]
    units = {field.association.enrolment(one.id).unit_id for one in (mentee, *mentors)}
    assert units == {field.units["engineers"]}, "placed by their profession"
    contact = field.contact(client)
    for one in (mentee, *mentors):
        accept(contact, one.id)
    page = field.proposed(contact)
    assert "Publish 1 team" in page
    assert "Proven: no better proposal exists." in page
    assert "same profession: Software developers" in row(page, mentee.id)
    assert field.teams() == {}, "nobody hears of it before it is published"

    first, second, third = mentors
    contact.post(field.path("pin"), pair(mentee.id, third.id))
    contact.post(field.path("forbid"), pair(mentee.id, first.id))
    page = field.proposed(contact)
    assert set(buttons(row(page, mentee.id), "pair")) >= {f"{mentee.id}:{third.id}"}
    assert "Kept together" in row(page, mentee.id)
    receipt = field.publish(contact, page)
    assert "1 team was published." in receipt
    assert "3 mails are on their way." in receipt
    _group, team = field.team_of(mentee.id)
    assert team == {mentee.id, second.id, third.id}
    assert [field.state(one) for one in sorted(team)] == ["in_team"] * 3
    letters = {mail.to_address: mail.body for mail in field.mails() if mail.kind == "group.link"}
    assert len(letters) == 3
    assert all("You are now in a team in “" in body for body in letters.values())
    own = page_behind_link(field, client, letters["aila@people.example.org"])
    assert "Cecilia" in own
    assert "Doris" in own
    assert "Berit" not in own


def page_behind_link(field: Field, client: Client, body: str) -> str:
    """What somebody sees who follows the link of a letter."""
    found = re.search(r"https?://\S+/l/\S+", body)
    assert found, "the letter has a link"
    reader = Client(client.app, field.association.host)
    answer = reader.follow(reader.get(found.group()))
    assert answer.status_code == 200
    return answer.text


def test_applicant_is_placed_in_the_union_they_choose(field: Field, client: Client) -> None:
    chosen = {"mentor_teams-union": "doctors"}
    mentee = apply(field, client, "mentee", "Aila", **chosen)
    assert mentee.unit_id == field.units["doctors"]
    with field.work() as work:
        query = select(Person.unit_id).where(Person.id == mentee.person_id)
        assert work.session.scalars(query).one() == field.units["doctors"], "and so is the person"


def test_applicant_of_no_unions_profession_lands_with_the_coordinator(
    field: Field, client: Client
) -> None:
    mentee = apply(field, client, "mentee", "Aila", occupation="5321")
    assert mentee.unit_id is None
    seen = field.coordinator(client).get(f"/cycles/{field.slug}/applicants")
    assert "Aila" in seen.text
    unseen = field.contact(client).get(f"/cycles/{field.slug}/applicants")
    assert "Aila" not in unseen.text


def test_two_unions_with_the_same_profession_leave_it_to_a_person(
    tenants: Tenants, client: Client
) -> None:
    both = {**UNIONS, "doctors": {"professions": ["251"]}}
    field = make_field(tenants, unions=both)
    assert apply(field, client, "mentee", "Aila").unit_id is None


def test_longer_beginning_of_a_code_decides(tenants: Tenants, client: Client) -> None:
    both = {"engineers": {"professions": ["2"]}, "doctors": {"professions": ["221"]}}
    field = make_field(tenants, unions=both)
    mentee = apply(field, client, "mentee", "Aila", occupation=DOCTOR)
    assert mentee.unit_id == field.units["doctors"]


def test_form_offers_the_unions_and_refuses_others(field: Field, client: Client) -> None:
    client.at(field.association.host)
    path = f"/apply/{field.slug}/mentee"
    assert "Union of doctors" in client.get(f"{path}?part=mentor_teams-1").text
    wrong = application("Aila", ENGINEER, **{"mentor_teams-union": "bakers"})
    assert client.post(path, wrong).status_code == 422


def test_mentee_moved_to_another_union_leaves_the_draft(field: Field, client: Client) -> None:
    mentee = field.enrol("mentee")
    field.many("mentor", 2)
    contact, coordinator = field.contact(client), field.coordinator(client)
    page = field.proposed(contact)
    assert "Publish 1 team" in page
    coordinator.get(f"/enrolments/{mentee}")
    moved = coordinator.post(f"/enrolments/{mentee}/place", {"unit": str(field.units["doctors"])})
    assert moved.status_code == 303, moved.text
    assert field.association.enrolment(mentee).unit_id == field.units["doctors"]
    told = contact.post(field.path("publish"), publish_fields(page))
    assert told.status_code == 409
    assert field.teams() == {}
    assert str(mentee) not in field.page(contact)
