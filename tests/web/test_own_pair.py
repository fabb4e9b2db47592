"""The page of a pair for one of the two: the other first, and a meeting in two taps."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.groups.service import activate_group
from punos.meetings.models import Meeting
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association that can be asked."""
    return tenants.make(contact={"email": "ask@example.org"})


def as_mentee(here: Association, app: Flask) -> Client:
    """The browser of a mentee who is in a pair."""
    slug = here.cycle()
    mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor", name="Mentorina")
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
        activate_group(work, cycle_by_slug(work, slug), "pair", list(work.session.scalars(query)))
    return here.signed_in(Client(app), "mentee", person_id=here.enrolment(mentee).person_id)


def typed(page: str) -> dict[str, str]:
    """What the form would send as it is opened."""
    found = dict(re.findall(r'name="(held_on|starts)"[^>]*value="([^"]*)"', page))
    return {**found, "minutes": "60", "topic": ""}


@pytest.mark.parametrize("hour", [1, 9, 13, 16, 17, 23])
def test_form_as_it_is_opened_can_be_sent_at_any_hour(
    here: Association, app: Flask, hour: int
) -> None:
    client = as_mentee(here, app)
    day = clock.today() + timedelta(days=1)
    with clock.at(datetime(day.year, day.month, day.day, hour, 30, tzinfo=HELSINKI)):
        page = client.follow(client.get("/my"))
        answer = client.post(page.request.path, typed(page.text))
        assert answer.status_code == 303, answer.text
        assert "Your meeting was saved." in client.follow(answer).text
    with here.work() as work:
        assert len(list(work.session.scalars(select(Meeting)))) == 1


def test_meeting_that_lies_ahead_keeps_what_was_typed(here: Association, app: Flask) -> None:
    client = as_mentee(here, app)
    page = client.follow(client.get("/my"))
    ahead = f"{clock.today() + timedelta(days=2):%d.%m.%Y}"
    sent = {**typed(page.text), "held_on": ahead, "topic": "Interviews"}
    answer = client.post(page.request.path, sent)
    assert answer.status_code == 422
    assert "Choose a time that has passed." in answer.text
    assert 'value="Interviews"' in answer.text
    assert '<details class="more" open>' in answer.text


def test_other_is_reached_and_the_coordinator_can_be_asked(here: Association, app: Flask) -> None:
    client = as_mentee(here, app)
    page = client.follow(client.get("/my")).text
    assert "Mentorina" in page
    assert page.index("@people.example.org") < page.index("We met")
    assert "mailto:ask@example.org" in page


def test_without_a_pair_one_is_led_to_the_application(here: Association, app: Flask) -> None:
    waiting = here.enrolment(here.enrol(here.cycle(), "mentee", state="applied"))
    client = here.signed_in(Client(app), "mentee", person_id=waiting.person_id)
    page = client.get("/my").text
    assert "You are not in a pair or group yet" in page
    assert 'href="/application"' in page
