"""One-off events: planned by staff, signed up for by anybody, and nobody becomes a participant by them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.meetings.api import mark
from punos.meetings.models import Meeting
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .seasons import cycle, event, season


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


def typed(**values: str) -> dict[str, str]:
    """What staff type to plan an event."""
    return {
        "kind": "cv_clinic",
        "name_en": "CV clinic",
        "about_en": "Bring your CV.",
        "day": (clock.today() + timedelta(days=5)).isoformat(),
        "starts": "17:30",
        "minutes": "120",
        "place": "Aurala",
        "capacity": "12",
        **values,
    }


def plan(client: Client, slug: str, **values: str) -> Any:
    client.get(f"/gatherings/{slug}/events/new")
    return client.post(f"/gatherings/{slug}/events/new", typed(**values))


def sign_up(browser: Client, slug: str, meeting_id: UUID, **values: str) -> Any:
    """Somebody signs up by the public form."""
    browser.get(f"/gatherings/open/{slug}/{meeting_id}")
    given = {"given_name": "Amina", "service": "yes", "once": str(uuid4()), **values}
    return browser.post(f"/gatherings/open/{slug}/{meeting_id}", given)


def people(association: Association, slug: str) -> list[tuple[str, str]]:
    """First name and role of everybody in the cycle."""
    with association.work() as work:
        query = (
            select(Person.given_name, Enrolment.role)
            .join(
                Enrolment,
                (Enrolment.person_id == Person.id) & (Enrolment.tenant_id == Person.tenant_id),
            )
            .where(Enrolment.cycle_id == cycle_by_slug(work, slug).id)
        )
        rows = work.session.execute(query)
        return sorted((name, role) for name, role in rows)


def took_part(client: Client, slug: str) -> str:
    """How many the cycle's page counts as having taken part (N01)."""
    found = re.search(r"<dt>Took part</dt><dd>(\d+)", client.get(f"/cycles/{slug}").text)
    assert found is not None
    return found.group(1)


def test_a_planned_event_stands_on_its_list_and_on_the_public_page(
    association: Association, coordinator: Client, app: Flask, slug: str
) -> None:
    shown = coordinator.follow(plan(coordinator, slug))
    assert shown.status_code == 200
    assert "CV clinic" in shown.text
    listed = coordinator.get(f"/gatherings/{slug}/events").text
    assert "CV clinic" in listed
    assert "0 of 12" in listed
    public = Client(app, association.host).get(f"/gatherings/open/{slug}").text
    assert "CV clinic" in public
    assert "Bring your CV." in public
    assert "12 places are free" in public
    with association.work() as work:
        meeting = work.session.scalars(select(Meeting)).one()
        assert (meeting.kind, meeting.theme, meeting.minutes) == ("event", "cv_clinic", 120)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_en": ""}, "Name (English)"),
        ({"kind": "dance"}, "What it is"),
        ({"day": "2100-01-01"}, "This day lies outside of the programme’s period. Say why."),
        ({"minutes": "1"}, "Length in minutes"),
        ({"starts": "25:00"}, "Begins at"),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_kept_as_typed(
    association: Association, coordinator: Client, slug: str, wrong: dict[str, str], said: str
) -> None:
    answer = plan(coordinator, slug, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Bring your CV." in answer.text
    with association.work() as work:
        assert work.session.scalars(select(Meeting)).all() == []


def test_an_event_outside_of_the_period_is_kept_with_a_note(coordinator: Client, slug: str) -> None:
    late = (clock.today() + timedelta(days=300)).isoformat()
    page = coordinator.follow(plan(coordinator, slug, day=late, note="The city asked for it.")).text
    assert "This day lies outside of the programme’s period" in page
    assert "The city asked for it." in page


def test_kinds_are_those_of_the_programme(association: Association, client: Client) -> None:
    slug = association.cycle(model="gatherings", settings={"event_kinds": ["linkedin"]})
    coordinator = association.signed_in(client)
    page = coordinator.get(f"/gatherings/{slug}/events/new").text
    assert "LinkedIn training" in page
    assert "CV clinic" not in page
    assert plan(coordinator, slug).status_code == 422


def test_whoever_signs_up_for_an_event_alone_is_a_visitor_and_no_participant(
    association: Association, coordinator: Client, app: Flask, slug: str
) -> None:
    meeting_id = event(association, slug, hours=2)
    sign_up(Client(app, association.host), slug, meeting_id)
    assert people(association, slug) == [("Amina", "visitor")]
    _all_here(association, slug, meeting_id)
    assert took_part(coordinator, slug) == "0"
    listed = coordinator.get(f"/gatherings/{slug}/events").text
    assert "Held" in listed


def test_whoever_takes_part_already_stays_a_participant_at_an_event(
    association: Association, app: Flask, slug: str
) -> None:
    date = season(association, slug)[0]
    meeting_id = event(association, slug)
    browser = Client(app, association.host)
    known = {"family_name": "Haddad", "email": "amina@people.example.org"}
    sign_up(browser, slug, date, **known)
    sign_up(browser, slug, meeting_id, **known)
    assert people(association, slug) == [("Amina", "participant")]


def test_a_participant_who_comes_to_a_date_counts_whatever_events_she_comes_to(
    association: Association, coordinator: Client, app: Flask, slug: str
) -> None:
    """The control of the one above: the same person at a date of the season is a participant."""
    date = season(association, slug)[0]
    sign_up(Client(app, association.host), slug, date)
    with clock.at(clock.now() + timedelta(days=4)):
        _all_here(association, slug, date)
    assert took_part(coordinator, slug) == "1"


def test_a_newcomer_at_the_door_of_an_event_is_a_visitor(
    association: Association, coordinator: Client, slug: str
) -> None:
    meeting_id = event(association, slug, hours=0)
    coordinator.get(f"/gatherings/door/{meeting_id}")
    once = str(uuid4())
    sent = {"given_name": "Leyla", "once": once}
    coordinator.post(f"/gatherings/door/{meeting_id}/newcomer", sent)
    assert people(association, slug) == [("Leyla", "visitor")]
    assert took_part(coordinator, slug) == "0"


def test_a_facilitator_sees_events_and_plans_none(
    association: Association, app: Flask, slug: str
) -> None:
    facilitator = association.signed_in(Client(app), "facilitator")
    page = facilitator.get(f"/gatherings/{slug}/events")
    assert page.status_code == 200
    assert "Plan an event" not in page.text
    assert facilitator.get(f"/gatherings/{slug}/events/new").status_code == 404


def _all_here(association: Association, slug: str, meeting_id: UUID) -> None:
    """Everybody of the cycle is marked as present, while the meeting goes on."""
    with association.work() as work:
        cycle_id = cycle_by_slug(work, slug).id
        begins = work.session.get_one(Meeting, (work.tenant.id, meeting_id)).local_start
    at = begins.replace(tzinfo=clock.ZoneInfo(clock.DEFAULT_ZONE)) + timedelta(minutes=5)
    with clock.at(at), association.work() as work:
        query = select(Enrolment.id).where(Enrolment.cycle_id == cycle_id)
        for enrolment_id in work.session.scalars(query).all():
            mark(work, meeting_id, enrolment_id, "present", marked_at=clock.now())
