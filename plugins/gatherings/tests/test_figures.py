"""The figures of a season: who took part, what was held, and who found work."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from punos_gatherings.occasions import (
    About,
    begins,
    cancel_occasion,
    change_occasion,
    occasion_of,
)
from punos_gatherings.season import circle_of
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.service import add_member
from punos.meetings.api import mark
from punos.outcomes.service import record_outcome
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .camps import take
from .paths import participant
from .seasons import event, rule, season


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def begun(association: Association) -> tuple[str, list[UUID], list[UUID]]:
    """A season of four dates, a week apart, of which three lie behind; three members from the start."""
    first = clock.today() - timedelta(days=17)
    with clock.at(clock.now() - timedelta(days=30)):
        slug = association.cycle(model="gatherings", settings={})
        days = season(association, slug, _weekly(first))
        people = [participant(association, slug) for _number in range(3)]
        with association.work() as work:
            circle = circle_of(work, cycle_by_slug(work, slug))
            assert circle is not None
            for one in people:
                add_member(work, circle, _enrolment(association, one))
    return slug, days, people


def _weekly(first: date):  # type: ignore[no-untyped-def]
    return rule(first, days=21, every="FREQ=WEEKLY;INTERVAL=1")


def _enrolment(association: Association, enrolment_id: UUID) -> Enrolment:
    return association.enrolment(enrolment_id)


def come(association: Association, meeting_id: UUID, *people: UUID) -> None:
    """These people are marked as present, while the meeting goes on."""
    with association.work() as work:
        at = begins(occasion_of(work, meeting_id).meeting) + timedelta(minutes=5)
    with clock.at(at), association.work() as work:
        for one in people:
            mark(work, meeting_id, one, "present", marked_at=clock.now())


def figures(association: Association, client: Client, slug: str) -> dict[str, str]:
    """The figures on the cycle's page by their labels."""
    page = association.signed_in(client).get(f"/cycles/{slug}").text
    part = page[page.index(">Figures<") : page.index("What these figures say")]
    found = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", part, re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for label, value in found}


def test_season_is_counted_as_it_was_held(
    association: Association, client: Client, begun: tuple[str, list[UUID], list[UUID]]
) -> None:
    slug, days, (first, second, third) = begun
    come(association, days[0], first, second)
    come(association, days[1], first)
    shown = figures(association, client, slug)
    assert shown["Took part"] == "2"
    assert shown["Plan fulfilled"] == "50% 2 of 4"
    # Three members were expected at each of two dates that were held.
    assert shown["Attendance at group meetings"] == "50% 3 of 6"
    assert shown["Hours in group meetings"].startswith("4.5 h")
    assert third


def test_whoever_signed_up_for_one_date_is_expected_there_and_who_waited_is_not(
    association: Association, client: Client, begun: tuple[str, list[UUID], list[UUID]]
) -> None:
    slug, days, (first, second, third) = begun
    with clock.at(clock.now() - timedelta(days=30)):
        single = [participant(association, slug) for _number in range(3)]
        with association.work() as work:
            change_occasion(work, occasion_of(work, days[0]), About(capacity=5), [])
        for one in (first, second, *single, third):
            take(association, days[0], one)
    come(association, days[0], first, single[0])
    # Two of five who had a place; the third member was on the waiting list.
    assert figures(association, client, slug)["Attendance at group meetings"] == "40% 2 of 5"


def test_a_date_that_was_cancelled_stays_one_of_the_plan(
    association: Association, client: Client, begun: tuple[str, list[UUID], list[UUID]]
) -> None:
    slug, days, (first, *_others) = begun
    come(association, days[0], first)
    with association.work() as work:
        cancel_occasion(work, occasion_of(work, days[3]), "Holiday")
    assert figures(association, client, slug)["Plan fulfilled"] == "25% 1 of 4"


def test_an_event_is_no_part_of_the_plan_nor_of_the_hours(
    association: Association, client: Client, begun: tuple[str, list[UUID], list[UUID]]
) -> None:
    slug, days, (first, *_others) = begun
    come(association, days[0], first)
    before = figures(association, client, slug)
    come(association, event(association, slug, hours=1), first)
    assert figures(association, Client(client.app), slug) == before


def test_completion_and_work_at_the_end(
    association: Association, client: Client, begun: tuple[str, list[UUID], list[UUID]]
) -> None:
    slug, days, (first, second, third) = begun
    come(association, days[0], first, second, third)
    with association.work() as work:
        move(work, first, "completed")
        move(work, second, "left", reason="work_or_study")
        for one, code in ((first, "A2"), (second, "D0")):
            query = select(Enrolment).where(Enrolment.id == one)
            record_outcome(
                work,
                work.session.scalars(query).one(),
                code,
                moment="exit",
                happened_on=clock.today(),
            )
    shown = figures(association, client, slug)
    assert shown["Completed"] == "33% 1 of 3"
    assert shown["Completed, or left for work or studies"] == "67% 2 of 3"
    assert shown["In work, of those known so far"] == "50% 1 of 2 (an estimate)"
    assert shown["In work in own field, of those known so far"] == "50% 1 of 2 (an estimate)"
    assert shown["A step forward, of those known so far"] == "50% 1 of 2"
    assert "Pairs and groups formed" not in shown


def test_a_cycle_without_a_season_has_no_plan_to_fulfil(
    association: Association, client: Client
) -> None:
    slug = association.cycle(model="gatherings", settings={})
    shown = figures(association, client, slug)
    assert shown["Took part"] == "0"
    assert shown["Plan fulfilled"].startswith("–")


def test_somebody_limited_to_a_unit_sees_the_figures_of_its_people(
    association: Association, begun: tuple[str, list[UUID], list[UUID]], client: Client
) -> None:
    slug, days, (first, *_others) = begun
    unit = association.unit("here")
    ours = participant(association, slug, unit_id=unit)
    come(association, days[0], first, ours)
    contact = association.signed_in(client, "contact", unit_id=unit)
    page = contact.get(f"/cycles/{slug}").text
    found = re.search(r"<dt>Took part</dt><dd>(\d+)", page)
    assert found is not None
    assert found.group(1) == "1"
