"""The door: taps without scripts, what a phone sends late, twice or out of order, and newcomers."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from punos_gatherings.occasions import About, cancel_occasion, change_occasion, occasion_of
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .seasons import (
    arrival,
    batch,
    cycle,
    event,
    marks,
    open_door,
    post_json,
    state_of,
)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def test_a_tap_marks_and_another_takes_it_back_without_scripts(
    association: Association, facilitator: Client, meeting_id: UUID, people: list[UUID]
) -> None:
    page = open_door(facilitator, meeting_id)
    assert page.count('aria-pressed="false"') == 3
    assert "0 people are here" in page
    for state, count in (("present", "1 person is here"), ("absent", "0 people are here")):
        (row,) = re.findall(
            rf'<li id="p-{people[0]}".*?</li>', open_door(facilitator, meeting_id), re.DOTALL
        )
        assert f'name="state" value="{state}"' in row
        answer = facilitator.post(
            f"/gatherings/door/{meeting_id}/mark", {"who": str(people[0]), "state": state}
        )
        assert answer.headers["Location"].endswith(f"#p-{people[0]}")
        assert count in facilitator.follow(answer).text
        assert marks(association, meeting_id) == {people[0]: state}
    assert state_of(association, meeting_id) == "held"


def test_newcomer_comes_in_by_first_name_once(
    association: Association, facilitator: Client, meeting_id: UUID, evening: datetime
) -> None:
    page = open_door(facilitator, meeting_id)
    (once,) = re.findall(r'name="once" value="([^"]+)"', page)
    for _time in range(2):
        answer = facilitator.post(
            f"/gatherings/door/{meeting_id}/newcomer", {"given_name": "Amina", "once": once}
        )
        assert "Amina" in facilitator.follow(answer).text
    with association.work() as work:
        (person,) = work.session.scalars(select(Person))
        (enrolment,) = work.session.scalars(select(Enrolment))
    assert (person.given_name, person.family_name, person.email) == ("Amina", None, None)
    assert (enrolment.role, enrolment.model_state, enrolment.source) == (
        "participant", "taking_part", "door",
    )  # fmt: skip
    assert marks(association, meeting_id) == {enrolment.id: "present"}


def test_newcomer_without_a_name_is_asked_again(
    association: Association, facilitator: Client, meeting_id: UUID
) -> None:
    open_door(facilitator, meeting_id)
    once = str(uuid4())
    answer = facilitator.post(
        f"/gatherings/door/{meeting_id}/newcomer", {"given_name": " ", "once": once}
    )
    assert answer.status_code == 422
    assert f'value="{once}"' in answer.text
    with association.work() as work:
        assert work.session.scalars(select(Person)).all() == []


def test_newcomer_at_an_event_is_a_visitor(
    association: Association, facilitator: Client, slug: str, evening: datetime
) -> None:
    clinic = event(association, slug, hours=0)
    open_door(facilitator, clinic)
    post_json(facilitator, f"/gatherings/door/{clinic}/marks", arrival("Amina", clock.now()))
    with association.work() as work:
        assert [one.role for one in work.session.scalars(select(Enrolment))] == ["visitor"]


def test_whoever_takes_part_and_has_no_place_is_found_at_the_door_and_added_no_second_time(
    association: Association, facilitator: Client, slug: str, people: list[UUID], evening: datetime
) -> None:
    clinic = event(association, slug, hours=0)
    with association.work() as work:
        move(work, people[1], "left", reason="other")
    listed, _summary, others = open_door(facilitator, clinic).partition("Not on the list?")
    assert "data-who=" not in listed
    assert f'id="p-{people[0]}"' in others
    assert str(people[1]) not in others
    sent = {"who": str(people[0]), "state": "present"}
    shown = facilitator.follow(facilitator.post(f"/gatherings/door/{clinic}/mark", sent)).text
    assert "1 person is here" in shown
    listed, _summary, others = shown.partition("Not on the list?")
    assert f'id="p-{people[0]}"' in listed
    assert str(people[0]) not in others
    with association.work() as work:
        assert len(work.session.scalars(select(Person)).all()) == 3


def test_programme_that_takes_no_newcomers_has_no_line_for_them(
    association: Association, app: Flask
) -> None:
    slug = association.cycle(model="gatherings", settings={"keep_walk_ins": False})
    meeting = event(association, slug, hours=0)
    facilitator = association.signed_in(Client(app), "facilitator")
    assert "Add a newcomer" not in open_door(facilitator, meeting)
    sent = {"given_name": "Amina", "once": str(uuid4())}
    assert facilitator.post(f"/gatherings/door/{meeting}/newcomer", sent).status_code == 409


def test_door_of_a_meeting_that_has_not_begun_is_read_only(
    association: Association, app: Flask, meeting_id: UUID, people: list[UUID]
) -> None:
    facilitator = association.signed_in(Client(app), "facilitator")
    page = open_door(facilitator, meeting_id)
    assert "The door opens at 13:00." in page
    assert '<form method="post" action="/gatherings/door' not in page
    for name, sent in (
        ("mark", {"who": str(people[0]), "state": "present"}),
        ("newcomer", {"given_name": "Amina", "once": str(uuid4())}),
    ):
        assert facilitator.post(f"/gatherings/door/{meeting_id}/{name}", sent).status_code == 409
    sent = batch((people[0], "present", clock.now()))
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent)
    assert answer.status_code == 409
    assert marks(association, meeting_id) == {}
    assert state_of(association, meeting_id) == "planned"


def test_cancelled_meeting_takes_no_marks(
    association: Association, facilitator: Client, meeting_id: UUID, people: list[UUID]
) -> None:
    with association.work() as work:
        cancel_occasion(work, occasion_of(work, meeting_id), "Storm")
    page = open_door(facilitator, meeting_id)
    assert "This meeting is cancelled" in page
    tap = {"who": str(people[0]), "state": "present"}
    assert facilitator.post(f"/gatherings/door/{meeting_id}/mark", tap).status_code == 404
    sent = batch((people[0], "present", clock.now()))
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent)
    assert answer.status_code == 404


def test_facilitator_sees_names_and_the_meeting_and_nothing_else(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    slug: str,
) -> None:
    with association.work() as work:
        about = About(aim={"en": "Finding work"})
        change_occasion(work, occasion_of(work, meeting_id), about, [("expert", "Testi Vieras")])
    page = open_door(facilitator, meeting_id)
    assert "Finding work" in page
    assert "Testi Vieras" in page
    assert page.count(association.canary) >= 3
    assert "@people.example.org" not in page
    assert f"/gatherings/dates/{meeting_id}" not in page
    assert facilitator.get(f"/gatherings/{slug}").status_code == 200
    assert facilitator.get(f"/cycles/{slug}/applicants").status_code == 404
    assert facilitator.get("/people").status_code == 404


@pytest.mark.parametrize("role", ["adviser", "readonly", "contact"])
def test_only_who_keeps_the_door_sees_it(
    association: Association, app: Flask, meeting_id: UUID, people: list[UUID], role: str
) -> None:
    other = association.signed_in(Client(app), role)
    assert other.get(f"/gatherings/door/{meeting_id}").status_code == 404
    tap = {"who": str(people[0]), "state": "present"}
    assert other.post(f"/gatherings/door/{meeting_id}/mark", tap).status_code == 404
    sent = batch((people[0], "present", clock.now()))
    assert post_json(other, f"/gatherings/door/{meeting_id}/marks", sent).status_code == 404


def test_today_leads_to_tonights_door(
    association: Association, facilitator: Client, meeting_id: UUID, slug: str
) -> None:
    page = facilitator.get("/today").text
    assert f'href="/gatherings/door/{meeting_id}"' in page
    with clock.at(clock.now() + timedelta(days=1)):
        other = association.signed_in(Client(facilitator.app), "facilitator")
        assert "/gatherings/door/" not in other.get("/today").text


def test_door_stands_in_a_cycle_that_is_closed_but_marks_nobody_new(
    association: Association, facilitator: Client, meeting_id: UUID, slug: str
) -> None:
    with association.work() as work:
        cycle_by_slug(work, slug).state = "closed"
    page = open_door(facilitator, meeting_id)
    assert "Add a newcomer" not in page
    sent = {"given_name": "Amina", "once": str(uuid4())}
    answer = facilitator.post(f"/gatherings/door/{meeting_id}/newcomer", sent)
    assert answer.status_code == 409
