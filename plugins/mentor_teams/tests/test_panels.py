"""What the plugin shows on the core's pages: the cycle's, Today, a team's, and the figures."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from punos import clock
from punos.desk.service import switch_plugin
from punos.extend import PluginState
from punos.groups.models import Group
from punos.meetings.service import log_meeting
from tests.accounts.seeing import statements
from tests.support.clients import Client
from tests.support.tenants import Tenants

from .field import Field, accept_guidelines, make_field


@pytest.fixture
def field(tenants: Tenants) -> Field:
    return make_field(tenants)


@pytest.fixture
def coordinator(field: Field, client: Client) -> Client:
    return field.coordinator(client)


def tiles(page: str) -> dict[str, str]:
    """The figures of a page by their labels; what they mean is said below, after the same labels."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", page)
    return {label: value.split()[0] for label, value in reversed(found)}


def test_cycle_page_says_where_each_union_stands(field: Field, coordinator: Client) -> None:
    field.many("mentee", 2)
    field.many("mentor", 2)
    field.enrol("mentee", "doctors")
    page = coordinator.get(f"/cycles/{field.slug}").text
    assert tiles(page)["Mentees without a mentor"] == "3"
    assert tiles(page)["Mentors with room"] == "2"
    assert "No mentor has room" in page
    assert "Nothing is proposed yet" in page
    field.proposed(coordinator)
    assert "A draft of 2 teams" in coordinator.get(f"/cycles/{field.slug}").text
    field.publish(coordinator, field.page(coordinator))
    page = coordinator.get(f"/cycles/{field.slug}").text
    assert tiles(page)["Mentees without a mentor"] == "1"
    assert tiles(page)["Teams with one mentor"] == "2"


def test_today_tells_what_waits_the_lost_first(field: Field, coordinator: Client) -> None:
    mentee, mentor = field.enrol("mentee"), field.enrol("mentor")
    assert "1 accepted mentee waits for mentors" in coordinator.get("/today").text
    page = field.proposed(coordinator)
    today = coordinator.get("/today").text
    assert "A draft of 1 team waits to be published" in today
    there = f'href="/mentor_teams/{field.slug}"'
    assert there in today
    field.publish(coordinator, page)
    assert there not in coordinator.get("/today").text
    field.step(mentor, "left")
    field.enrol("mentee", "doctors")
    today = coordinator.get("/today").text
    lost, waits = today.index("lost the only mentor"), today.index("waits for mentors")
    assert lost < waits
    assert field.state(mentee) == "accepted"


def test_nothing_is_shown_where_the_plugin_is_off(field: Field, coordinator: Client) -> None:
    field.enrol("mentee")
    assert "/mentor_teams/" in coordinator.get(f"/cycles/{field.slug}").text
    with field.work() as work:
        switch_plugin(work, "mentor_teams", PluginState.OFF)
    assert "/mentor_teams/" not in coordinator.get("/today").text
    assert coordinator.get(field.path()).status_code == 404


def test_today_and_cycle_cost_the_same_with_many(field: Field, coordinator: Client) -> None:
    costs = []
    for people in (2, 20):
        field.many("mentee", people)
        field.many("mentor", people)
        field.proposed(coordinator)
        for path in ("/today", f"/cycles/{field.slug}"):
            coordinator.get(path)
            with statements(field.association.deployment) as sent:
                coordinator.get(path)
            costs.append(len([one for one in sent if "SAVEPOINT" not in one]))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 12, costs


def test_team_page_offers_to_find_a_mentor_until_there_are_two(
    field: Field, coordinator: Client, client: Client
) -> None:
    mentee, _mentor = field.enrol("mentee"), field.enrol("mentor")
    field.formed(coordinator)
    group, _team = field.team_of(mentee)
    page = coordinator.get(f"/groups/{group}").text
    assert field.path(f"mentors/{mentee}") in page
    reader = field.association.signed_in(Client(client.app), "readonly")
    there = field.path("mentors")
    assert there not in reader.get(f"/groups/{group}").text
    field.enrol("mentor")
    field.formed(coordinator)
    assert there not in coordinator.get(f"/groups/{group}").text


def test_mentors_are_listed_by_fit_with_those_who_do_not_agree_last(
    field: Field, coordinator: Client
) -> None:
    mentee = field.enrol("mentee", hopes=["networks", "interview"])
    field.enrol("mentor", name="Muualta", occupation="5321")
    field.enrol("mentor", name="Hyvin", offers=["interview"])
    field.enrol("mentor", name="Vahan", interests=["arts"], availability=["weekend"])
    field.enrol("mentor", name="Taynna", capacity=1, state="applied")
    page = coordinator.get(field.path(f"mentors/{mentee}")).text
    places = [page.index(name) for name in ("Hyvin", "Vahan", "Muualta")]
    assert places == sorted(places)
    assert "Taynna" not in page
    assert "Goes against what must agree" in page
    assert "Practising job interviews" in page


def test_figures_count_mentees_teams_and_the_plan(
    field: Field, coordinator: Client, client: Client
) -> None:
    full, half = field.many("mentee", 2)
    field.many("mentor", 3)
    field.enrol("mentee", "doctors")
    field.formed(coordinator)
    sizes = {one: len(field.team_of(one)[1]) for one in (full, half)}
    assert sorted(sizes.values()) == [2, 3]
    group, team = field.team_of(full)
    with field.work() as work:
        accept_guidelines(work, team)
        found = work.session.scalars(select(Group).where(Group.id == group)).one()
        for days in (1, 2):
            start = clock.now().replace(tzinfo=None) - timedelta(days=days)
            present = dict.fromkeys(team, "present")
            log_meeting(
                work, found, local_start=start, minutes=90, attendance=present, theme=str(days)
            )
    page = coordinator.get(f"/cycles/{field.slug}").text
    shown = tiles(page)
    assert (shown["Pairs and groups formed"], shown["Took part"]) == ("2", "1")
    assert shown["With two mentors"] == "50%"
    assert shown["Plan fulfilled"] == "33%", "two of six: two teams with three themes each"
    assert shown["Hours of mentoring"] == "3"
    doctors = field.contact(client, "doctors").get(f"/cycles/{field.slug}").text
    assert tiles(doctors)["Took part"] == "0", "a contact person's figures are the union's"
