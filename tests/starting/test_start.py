"""An association's first steps: a programme from a preset, and a sample that is removed whole."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from punos.deployment import Deployment
from punos.people.models import Person
from punos.programmes.models import Cycle, Programme
from punos.starting.presets import offers
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

PLUGINS = ("gatherings", "mentor_teams", "pairwise")


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """One with every kind of programme on, and no programme yet."""
    made = tenants.make()
    for plugin in PLUGINS:
        made.switch_on(plugin)
    return made


@pytest.fixture
def coordinator(app: Flask, association: Association) -> Client:
    """Signed in."""
    return association.signed_in(Client(app), "coordinator")


def rows(deployment: Deployment, association: Association) -> dict[str, int]:
    """How many rows of this association each table has."""
    with deployment.database("backup").engine.connect() as connection:
        tables = connection.scalars(
            text(
                "SELECT table_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND column_name = 'tenant_id'"
            )
        ).all()
        count = "SELECT count(*) FROM {} WHERE tenant_id = :t"
        return {
            name: connection.scalar(text(count.format(name)), {"t": association.record.id})
            for name in tables
        }


def test_every_kind_of_programme_offers_a_preset(association: Association) -> None:
    with association.work() as work:
        assert {one.model.name for one in offers(work)} == set(PLUGINS)


def test_every_preset_makes_a_programme_whose_cycle_can_be_planned(
    association: Association, coordinator: Client
) -> None:
    with association.work() as work:
        codes = [one.code for one in offers(work)]
    for code in codes:
        answer = coordinator.post("/start/programme", {"preset": code})
        assert answer.status_code == 303
        page = coordinator.follow(answer)
        assert page.status_code == 200
        assert "The programme is made" in page.text
    with association.work() as work:
        made = work.session.scalars(select(Programme)).all()
        assert len(made) == len(codes) == len({one.slug for one in made})
        assert all(set(one.names) == set(work.settings.languages) for one in made)


def test_preset_of_a_plugin_that_is_off_is_not_there(tenants: Tenants, app: Flask) -> None:
    association = tenants.make()
    client = association.signed_in(Client(app), "coordinator")
    assert (
        client.post("/start/programme", {"preset": "gatherings.open-meetings"}).status_code == 404
    )


@pytest.mark.parametrize("plugin", PLUGINS)
def test_sample_is_there_to_look_around_and_goes_whole(
    app: Flask,
    deployment: Deployment,
    association: Association,
    coordinator: Client,
    plugin: str,
) -> None:
    with association.work() as work:
        code = next(one.code for one in offers(work) if one.model.name == plugin)
    coordinator.post("/start/programme", {"preset": code})
    with association.work() as work:
        programme = work.session.scalars(select(Programme)).one().slug
    before = rows(deployment, association)
    answer = coordinator.post("/start/sample", {"programme": programme})
    page = coordinator.follow(answer)
    assert page.status_code == 200
    assert "This is a sample" in page.text
    slug = answer.headers["Location"].rsplit("/", 1)[-1]
    assert coordinator.get(f"/cycles/{slug}/applicants").status_code == 200
    with association.work() as work:
        people = work.session.scalars(select(Person)).all()
        assert len(people) >= 6
        assert all(one.is_sample and one.email is None and one.phone is None for one in people)
    assert Client(app, association.host).get(f"/apply/{slug}/mentee").text.count("<form") <= 1
    removed = coordinator.post(f"/cycles/{slug}/remove-sample")
    assert removed.status_code == 303
    after = rows(deployment, association)
    # What was done stays written down, by ids; everything else is as it was.
    told = {"audit_event", "audit_entry", "event", "access_entry", "account_session"}
    assert {name: n for name, n in after.items() if name not in told} == {
        name: n for name, n in before.items() if name not in told
    }


def test_sample_cannot_be_closed_or_made_twice(
    association: Association, coordinator: Client
) -> None:
    answer = coordinator.post("/start/sample", {"preset": "pairwise.career-mentoring"})
    slug = answer.headers["Location"].rsplit("/", 1)[-1]
    assert (
        coordinator.post(f"/cycles/{slug}/step", {"act": "close", "sure": "yes"}).status_code == 409
    )
    assert (
        coordinator.post("/start/sample", {"preset": "pairwise.career-mentoring"}).status_code
        == 409
    )
    with association.work() as work:
        assert work.session.scalars(select(Cycle)).one().state != "closed"


def test_sample_is_not_offered_to_visitors(
    app: Flask, association: Association, coordinator: Client
) -> None:
    answer = coordinator.post("/start/sample", {"preset": "gatherings.open-meetings"})
    slug = answer.headers["Location"].rsplit("/", 1)[-1]
    assert slug not in Client(app, association.host).get("/").text


def test_own_cycle_is_not_removed_as_a_sample(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle()
    assert coordinator.get(f"/cycles/{slug}/remove-sample").status_code == 404
    assert coordinator.post(f"/cycles/{slug}/remove-sample").status_code == 404


def test_first_page_of_staff_without_a_cycle_leads_to_the_first_steps(coordinator: Client) -> None:
    assert 'href="/start"' in coordinator.follow(coordinator.get("/")).text
