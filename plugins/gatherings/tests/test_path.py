"""The path to work of one participant: advice and steps, written down and taken back."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.audit.models import AccessEntry
from punos.enrolments.closing import close_whole_cycle
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .paths import participant
from .seasons import cycle


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def adviser(association: Association, slug: str, client: Client) -> Client:
    assert slug
    return association.signed_in(client, "adviser")


def add(client: Client, enrolment_id: UUID, what: str, **values: str) -> str:
    today = clock.today().isoformat()
    typed = {
        "advice": {"kind": "cv", "held_on": today, "minutes": "45", "adviser": "Outi Esimerkki"},
        "step": {"kind": "interview", "happened_on": today},
    }[what] | values
    page = f"/gatherings/path/{enrolment_id}/{what}"
    client.get(page)
    return client.follow(client.post(page, typed)).text


def test_advice_and_steps_stand_on_the_path_the_newest_first(
    association: Association, adviser: Client, slug: str
) -> None:
    one = participant(association, slug)
    assert "Nothing is written down yet" in adviser.get(f"/gatherings/path/{one}").text
    earlier = (clock.today() - timedelta(days=9)).isoformat()
    add(adviser, one, "advice", held_on=earlier)
    page = add(adviser, one, "step")
    assert "Was at a job interview" in page
    assert "45 minutes" in page
    assert "Outi Esimerkki" in page
    assert page.index("Was at a job interview") < page.index("CV and applications")


def test_what_was_written_down_by_mistake_is_taken_off_the_path(
    association: Association, adviser: Client, slug: str
) -> None:
    one, other = participant(association, slug), participant(association, slug)
    page = add(adviser, one, "step")
    address = re.search(rf"/gatherings/path/{one}/take-back/[0-9a-f-]{{36}}", page)
    assert address is not None
    elsewhere = address.group().replace(str(one), str(other))
    assert adviser.post(elsewhere).status_code == 404
    left = adviser.follow(adviser.post(address.group())).text
    assert "Was at a job interview" not in left
    assert adviser.post(address.group()).status_code == 404


@pytest.mark.parametrize(
    ("what", "wrong", "said"),
    [
        ("advice", {"held_on": "2100-01-01"}, "This day lies ahead"),
        ("step", {"happened_on": "1999-01-01"}, "more than five years back"),
        ("advice", {"minutes": "0"}, "How many minutes"),
        ("advice", {"adviser": " "}, "Who advised"),
        ("step", {"kind": "no-such"}, "Which step"),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(
    association: Association,
    adviser: Client,
    slug: str,
    what: str,
    wrong: dict[str, str],
    said: str,
) -> None:
    one = participant(association, slug)
    page = add(adviser, one, what, **wrong)
    assert said in page
    assert 'class="form"' in page
    assert "Nothing is written down yet" in adviser.get(f"/gatherings/path/{one}").text


def test_a_path_that_was_read_is_noted(
    association: Association, adviser: Client, slug: str
) -> None:
    one = participant(association, slug)
    adviser.get(f"/gatherings/path/{one}")
    person = association.enrolment(one).person_id
    with association.work() as work:
        read = work.session.scalars(
            select(AccessEntry.page).where(AccessEntry.person_id == person)
        ).all()
    assert "gatherings.path" in read


def test_a_closed_programme_keeps_its_paths_as_they_were(
    association: Association, adviser: Client, slug: str
) -> None:
    one = participant(association, slug)
    add(adviser, one, "step")
    with association.work() as work:
        close_whole_cycle(work, cycle_by_slug(work, slug))
    page = adviser.get(f"/gatherings/path/{one}").text
    assert "Was at a job interview" in page
    assert "Take it off the path" not in page
    today = clock.today().isoformat()
    sent = adviser.post(f"/gatherings/path/{one}/step", {"kind": "cv", "happened_on": today})
    assert sent.status_code == 409


def test_a_visitor_has_no_path(association: Association, adviser: Client, slug: str) -> None:
    visitor = association.enrol(slug, "visitor", state="taking_part")
    assert adviser.get(f"/gatherings/path/{visitor}").status_code == 404


def test_somebody_limited_to_a_unit_follows_its_people_alone(
    association: Association, app: Flask, slug: str
) -> None:
    here, there = association.unit("here"), association.unit("there")
    ours = participant(association, slug, "Amina", unit_id=here)
    theirs = participant(association, slug, "Leyla", unit_id=there)
    adviser = association.signed_in(Client(app), "adviser", unit_id=here)
    assert adviser.get(f"/gatherings/path/{ours}").status_code == 200
    assert adviser.get(f"/gatherings/path/{theirs}").status_code == 404
    people = adviser.get(f"/gatherings/{slug}/paths").text
    assert "Amina" in people
    assert "Leyla" not in people


@pytest.mark.parametrize("role", ["facilitator", "readonly", "contact"])
def test_whoever_does_not_advise_sees_no_path(
    association: Association, app: Flask, slug: str, role: str
) -> None:
    one = participant(association, slug)
    client = association.signed_in(Client(app), role)
    for page in (
        f"/gatherings/path/{one}",
        f"/gatherings/{slug}/paths",
        f"/gatherings/{slug}/work",
    ):
        assert client.get(page).status_code == 404


def test_the_list_of_paths_counts_what_was_done(
    association: Association, adviser: Client, slug: str
) -> None:
    one = participant(association, slug)
    participant(association, slug, "Leyla")
    add(adviser, one, "advice")
    add(adviser, one, "step")
    add(adviser, one, "step")
    page = adviser.get(f"/gatherings/{slug}/paths?sort=-steps").text
    row = page[page.index("Amina") : page.index("Leyla")]
    assert re.findall(r">\s*(\d)\s*<", row) == ["1", "2"]
    assert "Has found none yet" in row
    assert "Amina" not in adviser.get(f"/gatherings/{slug}/paths?work=verified").text
