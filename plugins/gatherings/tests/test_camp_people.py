"""Who comes to a camp and who waits: the list, what staff do for one of them, and who sees it."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from punos.audit.models import AccessEntry
from punos.enrolments.service import lock_enrolment
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .camps import (
    camp,
    cycle,
    in_group,
    leave,
    people,
    states,
    take,
)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def coordinator(association: Association, slug: str, client: Client) -> Client:
    assert slug
    return association.signed_in(client)


def visitor(app: Flask, association: Association) -> Client:
    return Client(app, association.host)


def test_the_list_is_searched_filtered_and_taken_out_without_needs(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    for who in (one, two):
        take(association, camp_id, who)
    with association.work() as work:
        first = lock_enrolment(work, one).person
        name, number = first.given_name, first.id
    page = coordinator.get(f"/gatherings/camp/{camp_id}/people?q={name}").text
    assert name in page
    assert "1 row" in page
    waiting = coordinator.get(f"/gatherings/camp/{camp_id}/people?state=waiting").text
    assert name not in waiting
    file = coordinator.get(f"/gatherings/camp/{camp_id}/people?format=csv")
    assert file.mimetype == "text/csv"
    assert file.text.count("\n") == 3
    assert "diet" not in file.text.lower()
    with association.work() as work:
        read = work.session.scalars(
            select(AccessEntry.person_id).where(AccessEntry.page == "gatherings.camp_export")
        )
        assert number in set(read)


def test_staff_take_an_offer_for_somebody_who_said_so_on_the_phone(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    there = [take(association, camp_id, who) for who in (one, two)]
    leave(association, there[0])
    seat = f"/gatherings/camp/{camp_id}/seats/{there[1]}"
    assert "They take the place" in coordinator.get(seat).text
    assert "They have the place now." in coordinator.follow(coordinator.post(f"{seat}/accept")).text
    assert in_group(association, camp_id) == {two}


def offer_without_mail(association: Association, slug: str) -> tuple[UUID, UUID, str]:
    """A camp of two places, both offered; who was asked first has a phone alone. Camp, seat, name."""
    camp_id = camp(association, slug, places=2)
    first, second, one, two = people(association, slug, 4)
    gone = [take(association, camp_id, who) for who in (first, second)]
    there = [take(association, camp_id, who) for who in (one, two)]
    with association.work() as work:
        person = lock_enrolment(work, one).person
        person.email, person.phone = None, "+358 40 0000001"
        name = person.given_name
    for seat_id in gone:
        leave(association, seat_id)
    assert states(association, there) == ["offered", "offered"]
    return camp_id, there[0], name


def test_the_camps_page_says_whom_to_call_and_leads_to_their_phone(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id, seat_id, name = offer_without_mail(association, slug)
    page = coordinator.get(f"/gatherings/camp/{camp_id}").text
    assert "1 person has an offer and no e-mail address: call them" in page
    assert f'href="/gatherings/camp/{camp_id}/people?state=call"' in page
    called = coordinator.get(f"/gatherings/camp/{camp_id}/people?state=call").text
    assert "1 row" in called
    assert name in called
    assert "+358 40 0000001" in called
    coordinator.post(f"/gatherings/camp/{camp_id}/seats/{seat_id}/accept")
    assert "call them" not in coordinator.get(f"/gatherings/camp/{camp_id}").text


def test_today_says_whom_to_call_about_a_place_and_leads_to_them(
    association: Association, coordinator: Client, app: Flask, slug: str
) -> None:
    camp_id, _seat_id, _name = offer_without_mail(association, slug)
    there = f'href="/gatherings/camp/{camp_id}/people?state=call"'
    page = coordinator.get("/today").text
    assert "1 place is offered to somebody without e-mail: call them" in page
    assert there in page
    facilitator = association.signed_in(Client(app), "facilitator")
    assert there not in facilitator.get("/today").text, "she cannot do it"
    coordinator.post(f"/gatherings/camp/{camp_id}/cancel", {"sure": "yes"})
    assert there not in coordinator.get("/today").text


def test_a_new_camps_page_leads_to_its_days_and_to_its_form(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug)
    page = coordinator.get(f"/gatherings/camp/{camp_id}").text
    assert "Plan the first session" in page
    assert "Nobody has registered yet" in page
    take(association, camp_id, people(association, slug, 1)[0])
    assert "Nobody has registered yet" not in coordinator.get(f"/gatherings/camp/{camp_id}").text


def test_staff_give_a_place_to_the_next_after_asking(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    there = [take(association, camp_id, who) for who in people(association, slug, 2)]
    act = f"/gatherings/camp/{camp_id}/seats/{there[0]}/give-up"
    assert "Give this place to somebody else?" in coordinator.post(act).text
    assert states(association, there) == ["taken", "waiting"]
    coordinator.post(act, {"sure": "yes"})
    coordinator.post(act, {"sure": "yes"})
    assert states(association, there) == ["given_up", "offered"]


def test_nobody_but_who_plans_sees_a_camps_pages(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    seat_id = take(association, camp_id, people(association, slug, 1)[0])
    paths = [
        f"/gatherings/{slug}/camp/new",
        *(
            f"/gatherings/camp/{camp_id}{rest}"
            for rest in ("", "/people", "/change", "/sessions/new")
        ),
        f"/gatherings/camp/{camp_id}/seats/{seat_id}",
        f"/gatherings/camp/{camp_id}/needs",
    ]
    for role in ("facilitator", "adviser", "readonly", "contact", "participant"):
        reader = association.signed_in(Client(app), role)
        assert [reader.get(path).status_code for path in paths] == [404] * len(paths), role


def test_another_associations_camp_and_another_camps_seat_are_absent(
    association: Association, tenants: Tenants, coordinator: Client, app: Flask, slug: str
) -> None:
    other = tenants.make()
    theirs = camp(other, cycle(other))
    camp_id, second = camp(association, slug), camp(association, slug)
    seat_id = take(association, camp_id, people(association, slug, 1)[0])
    strange: list[UUID] = [theirs, uuid4()]
    for one in strange:
        assert coordinator.get(f"/gatherings/camp/{one}").status_code == 404
        assert coordinator.get(f"/gatherings/camp/{one}/people").status_code == 404
        assert coordinator.get(f"/gatherings/camp/{one}/needs").status_code == 404
        assert visitor(app, association).get(f"/gatherings/open/camp/{one}").status_code == 404
    for act in ("", "/accept", "/give-up"):
        path = f"/gatherings/camp/{second}/seats/{seat_id}{act}"
        answered = coordinator.post(path, {"sure": "yes"}) if act else coordinator.get(path)
        assert answered.status_code == 404
    assert states(association, [seat_id]) == ["taken"]


def test_staff_write_to_those_on_the_list_of_a_camp_as_it_is_narrowed(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    for who in (one, two):
        take(association, camp_id, who)
    listed = coordinator.get(f"/gatherings/camp/{camp_id}/people?state=waiting").text
    assert f"audience=gatherings.camp&amp;state=waiting&amp;camp={camp_id}" in listed
    path = f"/messages/new?audience=gatherings.camp&state=waiting&camp={camp_id}"
    assert "Write a message" in coordinator.get(path).text
    answer = coordinator.post(path, {"subject_en": "Hello", "body_en": "Hello {first_name}"})
    page = coordinator.follow(answer).text
    with association.work() as work:
        waits, comes = lock_enrolment(work, two).person, lock_enrolment(work, one).person
        assert f"As {waits.full_name} gets it" in page
        assert comes.full_name not in page
