"""The demo of IWWOF: the dated programme of Turku, its pilot, and copies with dates relative to today."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from punos_pairwise.demo_pages import PAGES
from sqlalchemy import func, select

from punos import clock
from punos.app import create_app
from punos.demo.load import load_tenant
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.meetings.models import Meeting
from punos.partners.service import partners_of
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, phases_of
from punos.work import Work
from tests.conftest import make_config
from tests.support.clients import Client
from tests.support.database import cloned_database
from tests.support.tenants import PASSWORD
from tests.tenants.operator import Operator

DECLARED = Path(__file__).resolve().parents[3] / "tenants"
TURKU, PILOT = "career-mentoring-turku-2023", "career-mentoring-spouses-2021"
CURRENT, NEXT = "career-mentoring-current", "career-mentoring-next"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment of its own, with IWWOF and its demo."""
    folder = tmp_path_factory.mktemp("demo")
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, folder))
        assert Operator(deployment, folder).run("apply", "iwwof", "--from", str(DECLARED))[0] == 0
        with deployment.work("iwwof") as work:
            load_tenant(work, PASSWORD)
        yield deployment
        deployment.dispose()


@pytest.fixture
def work(own: Deployment) -> Iterator[Work]:
    with own.work("iwwof") as opened:
        yield opened


def common(work: Work, cycle: Cycle) -> list[tuple[str, date, str]]:
    """The meetings of everybody: kind, day and state."""
    query = select(Meeting).where(Meeting.cycle_id == cycle.id).order_by(Meeting.local_start)
    return [(one.kind, one.local_start.date(), one.state) for one in work.session.scalars(query)]


def pairs(work: Work, cycle: Cycle) -> int:
    """How many were formed."""
    query = select(func.count()).select_from(Group)
    return work.session.scalar(query.where(Group.cycle_id == cycle.id, Group.kind == "pair")) or 0


def test_turku_programme_has_ended_on_its_own_days_with_ten_pairs(work: Work) -> None:
    cycle = cycle_by_slug(work, TURKU)
    assert cycle.state == "closed"
    assert (cycle.starts_on, cycle.ends_on) == (date(2023, 3, 31), date(2023, 6, 30))
    assert pairs(work, cycle) == 10
    assert [(kind, day.month, state) for kind, day, state in common(work, cycle)] == [
        ("kick_off", 3, "held"),
        ("midterm", 5, "held"),
        ("closing", 6, "held"),
        ("feedback", 6, "held"),
    ]


def test_its_timeline_says_what_was_planned_and_when_it_took_place(work: Work) -> None:
    phases = {phase.kind: phase for phase in phases_of(work, cycle_by_slug(work, TURKU))}
    assert list(phases) == [
        "planning",
        "applications",
        "selection",
        "matching",
        "tools",
        "midterm",
        "closing",
        "summary",
    ]
    selection = phases["selection"]
    assert (selection.planned_from, selection.planned_until) == (
        date(2023, 1, 2),
        date(2023, 2, 28),
    )
    assert selection.actual_until == date(2023, 3, 10), "the plan was on an agenda of 27 February"
    assert phases["summary"].planned_from.month == 8


def test_its_partners_have_the_roles_that_they_had(work: Work) -> None:
    parts = {partner.name: part for partner, part in partners_of(work, cycle_by_slug(work, TURKU))}
    assert {name: part.role for name, part in parts.items()} == {
        "City of Turku, International House Turku": "organiser",
        "Turku University of Applied Sciences": "counselling",
        "University of Turku": "counselling",
        "Maahanmuuttajien osaamiskeskus": "coaching",
        "Auralan Setlementti": "recruiter",
    }


def test_pilot_for_spouses_was_in_the_autumn_of_2021(work: Work) -> None:
    cycle = cycle_by_slug(work, PILOT)
    assert cycle.state == "closed"
    assert (cycle.starts_on.year, cycle.ends_on.year) == (2021, 2021)
    assert cycle.starts_on.month >= 9
    assert pairs(work, cycle) == 6


def test_running_cycle_is_a_copy_around_today(work: Work) -> None:
    turku, current = cycle_by_slug(work, TURKU), cycle_by_slug(work, CURRENT)
    assert current.state == "running"
    assert current.starts_on < clock.today() < current.ends_on
    move = current.starts_on - turku.starts_on
    assert [(one.kind, one.planned_from + move) for one in phases_of(work, turku)] == [
        (one.kind, one.planned_from) for one in phases_of(work, current)
    ]
    assert [(kind, day + move) for kind, day, _state in common(work, turku)] == [
        (kind, day) for kind, day, _state in common(work, current)
    ]
    assert {state for _kind, day, state in common(work, current) if day < clock.today()} == {"held"}
    assert {state for _kind, day, state in common(work, current) if day > clock.today()} == {
        "planned"
    }
    assert pairs(work, current) == 10


def test_next_cycle_takes_applications_for_some_weeks(work: Work) -> None:
    coming = cycle_by_slug(work, NEXT)
    assert coming.takes_applications(clock.today())
    assert coming.takes_applications(clock.today() + timedelta(days=14))
    assert coming.apply_until is not None
    assert coming.apply_until < coming.starts_on


def test_no_two_cycles_tell_of_the_spring_of_2023(work: Work) -> None:
    begun = select(Cycle.starts_on).where(Cycle.state == "closed")
    springs = [day for day in work.session.scalars(begun) if day.year == 2023]
    assert len(springs) == 1


def test_people_in_pairs_are_whom_the_programme_is_for_and_some_applicants_are_not(
    work: Work,
) -> None:
    current, coming = (cycle_by_slug(work, slug).id for slug in (CURRENT, NEXT))
    people = list(work.session.scalars(select(Enrolment)))
    in_pairs = [one for one in people if one.cycle_id == current and one.model_state == "paired"]
    assert sum(one.role == "mentee" for one in in_pairs) == 10
    assert [one.unmet for one in in_pairs if one.unmet] == []
    outside = {name for one in people if one.cycle_id == coming for name in one.unmet}
    assert outside == {"moved", "near_turku"}


def test_public_page_of_the_next_cycle_says_what_happens_in_three_languages(
    own: Deployment,
) -> None:
    visitor = Client(create_app(deployment=own), "iwwof.localhost")
    for language in ("en", "fi", "sv"):
        page = visitor.get(f"/p/{NEXT}", headers={"Accept-Language": language}).text
        assert PAGES["iwwof"][language]["needed"] in page
