"""The demo of Akava: fifteen unions, loaded once and looked at as its people would."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from punos_mentor_teams.standing import Roster, read_roster
from sqlalchemy import select

from punos.agreements.api import signatories
from punos.app import create_app
from punos.demo.load import load_tenant
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.meetings.models import Meeting
from punos.occupations.api import shared_digits
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.units.service import unit_by_slug, units
from punos.welcome import welcome
from tests.conftest import make_config
from tests.support.clients import Client
from tests.support.database import cloned_database
from tests.support.tenants import PASSWORD
from tests.tenants.operator import Operator

DECLARED = Path(__file__).resolve().parents[3] / "tenants"
CURRENT = "two-mentors-current"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment of its own, with Akava and its demo."""
    folder = tmp_path_factory.mktemp("demo")
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, folder))
        assert Operator(deployment, folder).run("apply", "akava", "--from", str(DECLARED))[0] == 0
        with deployment.work("akava") as work:
            load_tenant(work, PASSWORD)
        yield deployment
        deployment.dispose()


@pytest.fixture(scope="module")
def roster(own: Deployment) -> Roster:
    """Who takes part in the running cycle."""
    with own.work("akava") as work:
        return read_roster(work, cycle_by_slug(work, CURRENT))


def browser(own: Deployment, account: str) -> Client:
    """Somebody of the demo, signed in."""
    client = Client(create_app(deployment=own), "akava.localhost")
    assert client.sign_in(f"{account}@akava.example.org", PASSWORD).status_code == 303
    return client


def test_some_cycles_have_ended_one_runs_and_one_takes_applications(own: Deployment) -> None:
    with own.work("akava") as work:
        states = work.session.scalars(select(Cycle.state).order_by(Cycle.starts_on)).all()
    assert states == ["closed"] * 4 + ["running", "open"]


def test_unions_have_plenty_of_mentors_one_or_none(own: Deployment, roster: Roster) -> None:
    assert 60 <= len(list(roster.mentees)) <= 90
    with own.work("akava") as work:
        mentors = {unit.slug: len(list(roster.within(unit.id).mentors)) for unit in units(work)}
    assert len(mentors) == 15
    assert mentors["tek"] > 15
    assert mentors["lakimiesliitto"] == 1
    assert mentors["professoriliitto"] == 0
    sizes = Counter(len(team.mentors) for team in roster.teams.values())
    assert min(sizes[0], sizes[1], sizes[2]) >= 1
    assert len(roster.waiting()) > len(roster.lost()) == 2


def test_team_is_of_one_union_and_one_profession(own: Deployment, roster: Roster) -> None:
    with own.work("akava") as work:
        said = {
            one.id: one.answers["mentor_teams"]["data"]["occupation"]
            for one in work.session.scalars(select(Enrolment))
        }
    for team in roster.teams.values():
        for mentor in team.mentors:
            assert shared_digits(said[team.mentee], said[mentor]) >= 3
            assert roster.people[team.mentee].unit_id == roster.people[mentor].unit_id
    assert len(roster.teams) > 50


def test_every_team_that_met_had_accepted_the_guidelines(own: Deployment) -> None:
    with own.work("akava") as work:
        met = set(work.session.scalars(select(Meeting.group_id)))
        groups = list(work.session.scalars(select(Group).where(Group.state == "active")))
        for group in groups:
            agreed = all(one.may_meet for one in signatories(work, group))
            assert agreed or group.id not in met
    assert len(met & {group.id for group in groups}) > 40


def test_applicants_without_a_union_wait_for_the_coordinator(own: Deployment) -> None:
    today = browser(own, "coordinator").get("/today").text
    assert "5 applicants wait for a unit" in today
    assert "Drafts of" in today
    assert "not accepted the guidelines or the agreement yet" in today


def test_contact_person_of_the_doctors_sees_the_mentee_who_lost_her_mentor(
    own: Deployment,
) -> None:
    doctors = browser(own, "contact")
    assert "2 mentees have lost their only mentor" in doctors.get("/today").text
    page = doctors.get(f"/mentor_teams/{CURRENT}/laakariliitto").text
    found = re.search(r'href="(/mentor_teams/[^"]+/mentors/[^"]+)"', page)
    assert found
    assert "Add to the team" in doctors.get(found.group(1)).text


def test_each_union_has_a_contact_person_who_sees_that_union(own: Deployment) -> None:
    for slug, other in (("tek", "ekonomit"), ("professoriliitto", "tek")):
        contact = browser(own, f"contact-{slug}")
        assert contact.get(f"/mentor_teams/{CURRENT}/{slug}").status_code == 200
        assert contact.get(f"/mentor_teams/{CURRENT}/{other}").status_code == 404


def test_sign_ins_of_contact_persons_are_told_in_few_lines(own: Deployment) -> None:
    told = welcome(own)
    assert "contact-…@akava.example.org" in told
    assert "contact-tek@" not in told
    with own.work("akava") as work:
        assert unit_by_slug(work, "tek")
        assert all(re.search(rf"\s{unit.slug}\s", told) for unit in units(work))
    assert max(map(len, told.splitlines())) <= 90


def test_mentee_of_the_demo_is_in_a_team(own: Deployment) -> None:
    mentee = browser(own, "mentee")
    assert "Meetings so far" in mentee.follow(mentee.get("/my")).text
