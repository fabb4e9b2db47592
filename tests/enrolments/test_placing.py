"""Moving somebody between units, from the page of their application."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos.accounts.models import AccountRole
from punos.audit.models import AuditEvent
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.service import enrol
from punos.events.models import Event
from punos.groups.service import end_group
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.security.acts import pair_up
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

NOWHERE = "none"


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def place(client: Client, enrolment_id: UUID, unit: object) -> object:
    """Choose a unit on the application's page; the answer, before it is followed."""
    client.get(f"/enrolments/{enrolment_id}")
    return client.post(f"/enrolments/{enrolment_id}/place", {"unit": str(unit)})


def unit_of_person(here: Association, enrolment_id: UUID) -> UUID | None:
    with here.work() as work:
        query = select(Person.unit_id).where(Person.id == here.enrolment(enrolment_id).person_id)
        return work.session.scalars(query).one()


def again(here: Association, enrolment_id: UUID, slug: str, unit_id: UUID) -> UUID:
    """The same person in another cycle."""
    with here.work() as work:
        person_id = here.enrolment(enrolment_id).person_id
        person = work.session.scalars(select(Person).where(Person.id == person_id)).one()
        cycle = cycle_by_slug(work, slug)
        return enrol(work, cycle, person, "mentee", answers={}, source="staff", unit_id=unit_id).id


def test_coordinator_gives_an_applicant_a_unit_and_the_person_goes_along(
    here: Association, client: Client
) -> None:
    unit = here.unit("Turku")
    one = here.enrol(here.cycle(), "mentee", state="applied", name="Meri")
    here.signed_in(client)
    assert "Move to another unit" in client.get(f"/enrolments/{one}").text
    page = client.follow(place(client, one, unit))
    assert "Meri" in page.text
    assert "belongs to this unit now: Turku" in page.text
    assert here.enrolment(one).unit_id == unit_of_person(here, one) == unit
    with here.work() as work:
        event = work.session.scalars(
            select(Event).where(Event.kind == "enrolment.placed", Event.subject_id == one)
        ).one()
        assert event.data == {"unit": str(unit)}
        audited = select(AuditEvent.fields).where(AuditEvent.action == "enrolment.placed")
        assert work.session.scalars(audited).one() == ["unit_id"]


def test_placing_twice_in_the_same_unit_happens_once(here: Association, client: Client) -> None:
    unit = here.unit("Turku")
    one = here.enrol(here.cycle(), "mentee", state="applied")
    here.signed_in(client)
    for _time in range(2):
        assert place(client, one, unit).status_code == 303
    with here.work() as work:
        placed = select(Event.id).where(Event.kind == "enrolment.placed")
        assert len(work.session.scalars(placed).all()) == 1


def test_contact_hands_over_and_sees_the_applicant_no_longer(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    one = here.enrol(slug, "mentee", state="applied", name="Meri", unit_id=ours)
    here.signed_in(client, "contact", unit_id=ours)
    assert "After that you do not see this application" in client.get(f"/enrolments/{one}").text
    answer = place(client, one, theirs)
    assert answer.headers["Location"] == f"/cycles/{slug}/applicants"
    page = client.follow(answer)
    assert "belongs to this unit now: Theirs" in page.text
    assert 'href="/enrolments/' not in page.text
    assert client.get(f"/enrolments/{one}").status_code == 404
    assert "Meri" not in client.get("/people").text
    other = here.signed_in(Client(client.app), "contact", unit_id=theirs)
    assert "Meri" in other.get(f"/enrolments/{one}").text
    assert "Meri" in other.get("/people").text


def test_contact_gives_an_applicant_back_to_the_coordinator(
    here: Association, client: Client
) -> None:
    ours = here.unit("Ours")
    one = here.enrol(here.cycle(), "mentee", state="applied", unit_id=ours)
    here.signed_in(client, "contact", unit_id=ours)
    assert "belongs to no unit now" in client.follow(place(client, one, NOWHERE)).text
    assert here.enrolment(one).unit_id is None


def test_contact_places_nobody_of_another_unit_and_nobody_without_one(
    here: Association, client: Client
) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    hidden = [here.enrol(slug, "mentee", unit_id=unit) for unit in (theirs, None)]
    here.signed_in(client, "contact", unit_id=ours)
    for enrolment_id in hidden:
        before = here.enrolment(enrolment_id).unit_id
        assert place(client, enrolment_id, ours).status_code == 404
        assert here.enrolment(enrolment_id).unit_id == before


@pytest.mark.parametrize("unit", ["", "no-such-unit", "018f0000-0000-7000-8000-000000000000"])
def test_unit_that_is_not_there_is_said_beside_the_choice(
    here: Association, client: Client, unit: str
) -> None:
    here.unit("Turku")
    one = here.enrol(here.cycle(), "mentee")
    here.signed_in(client)
    answer = place(client, one, unit)
    assert answer.status_code == 422
    assert 'href="#f-unit"' in answer.text
    assert here.enrolment(one).unit_id is None


def test_whoever_only_reads_is_not_offered_it(here: Association, client: Client) -> None:
    unit = here.unit("Turku")
    one = here.enrol(here.cycle(), "mentee")
    here.signed_in(client, "readonly")
    assert "Move to another unit" not in client.get(f"/enrolments/{one}").text
    assert place(client, one, unit).status_code == 404


def test_association_without_units_is_not_asked_for_one(here: Association, client: Client) -> None:
    one = here.enrol(here.cycle(), "mentee")
    here.signed_in(client)
    page = client.get(f"/enrolments/{one}").text
    assert "Move to another unit" not in page
    assert "Unit" not in page


def test_nobody_is_moved_out_of_a_group_that_meets(here: Association, client: Client) -> None:
    slug, ours, theirs = here.cycle(), here.unit("Ours"), here.unit("Theirs")
    mentee, mentor = (here.enrol(slug, role, unit_id=ours) for role in ("mentee", "mentor"))
    group_id = pair_up(here, slug, mentee, mentor)
    here.signed_in(client)
    answer = place(client, mentee, theirs)
    assert answer.status_code == 409
    assert "pair or group" in answer.text
    assert here.enrolment(mentee).unit_id == ours
    with here.work() as work:
        end_group(work, group_id, "coordinator")
    assert place(client, mentee, theirs).status_code == 303
    assert here.enrolment(mentee).unit_id == theirs


def test_nobody_is_moved_in_a_cycle_that_is_closed(here: Association, client: Client) -> None:
    slug, unit = here.cycle(), here.unit("Turku")
    one = here.enrol(slug, "mentee", state="applied")
    with here.work() as work:
        close_whole_cycle(work, cycle_by_slug(work, slug))
    here.signed_in(client)
    assert "Move to another unit" not in client.get(f"/enrolments/{one}").text
    assert place(client, one, unit).status_code == 409


def test_person_stays_where_another_application_of_theirs_is(
    here: Association, client: Client
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    earlier = here.enrol(here.cycle(), "mentee", name="Meri", unit_id=ours)
    now = again(here, earlier, here.cycle(), ours)
    here.signed_in(client)
    place(client, now, theirs)
    assert unit_of_person(here, now) == ours
    place(client, earlier, theirs)
    assert unit_of_person(here, now) == theirs


def test_each_contact_sees_their_own_of_a_persons_two_applications(
    here: Association, client: Client
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    first, second = here.cycle(), here.cycle()
    earlier = here.enrol(first, "mentee", name="Meri", unit_id=ours)
    now = again(here, earlier, second, ours)
    here.signed_in(client)
    place(client, now, theirs)
    person_id = here.enrolment(now).person_id
    contacts = {
        unit: here.signed_in(Client(client.app), "contact", unit_id=unit) for unit in (ours, theirs)
    }
    for unit, own, other in ((ours, earlier, now), (theirs, now, earlier)):
        assert "Meri" in contacts[unit].get(f"/enrolments/{own}").text
        assert contacts[unit].get(f"/enrolments/{other}").status_code == 404
    # The person is of the first unit; the second one's page does not lead to what lies there.
    assert str(now) not in contacts[ours].get(f"/people/{person_id}").text
    assert contacts[theirs].get(f"/people/{person_id}").status_code == 404
    assert f"/people/{person_id}" not in contacts[theirs].get(f"/enrolments/{now}").text


def at_once(acts: list[tuple[Client, UUID, UUID]]) -> list[int]:
    """Place by several browsers at the same moment; the answers."""
    for browser, enrolment_id, _unit in acts:
        browser.get(f"/enrolments/{enrolment_id}")
    ready = Barrier(len(acts))

    def send(act: tuple[Client, UUID, UUID]) -> int:
        browser, enrolment_id, unit = act
        ready.wait()
        return browser.post(f"/enrolments/{enrolment_id}/place", {"unit": str(unit)}).status_code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(send, acts))


def test_two_contacts_of_a_unit_hand_the_same_person_over_once(
    here: Association, app: Flask
) -> None:
    ours, places = here.unit("Ours"), [here.unit("North"), here.unit("South")]
    one = here.enrol(here.cycle(), "mentee", unit_id=ours)
    staff = [here.signed_in(Client(app), "contact", unit_id=ours) for _place in places]
    answers = at_once([(who, one, unit) for who, unit in zip(staff, places, strict=True)])
    # Whoever is second does not reach into the unit to which the first one gave them.
    assert sorted(answers) == [303, 404]
    assert here.enrolment(one).unit_id == places[answers.index(303)]


def test_two_applications_of_a_person_placed_at_once_leave_the_person_in_order(
    here: Association, app: Flask
) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    earlier = here.enrol(here.cycle(), "mentee", unit_id=ours)
    now = again(here, earlier, here.cycle(), ours)
    staff = [here.signed_in(Client(app)) for _each in range(2)]
    answers = at_once([(staff[0], earlier, theirs), (staff[1], now, theirs)])
    assert answers == [303, 303]
    assert unit_of_person(here, now) == theirs


def test_contact_whose_role_was_taken_away_places_nobody(here: Association, client: Client) -> None:
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    one = here.enrol(here.cycle(), "mentee", unit_id=ours)
    here.signed_in(client, "contact", unit_id=ours)
    client.get(f"/enrolments/{one}")
    with here.work() as work:
        work.session.delete(work.session.scalars(select(AccountRole)).one())
    assert client.post(f"/enrolments/{one}/place", {"unit": str(theirs)}).status_code == 404
    assert here.enrolment(one).unit_id == ours
