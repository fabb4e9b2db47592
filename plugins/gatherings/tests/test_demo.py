"""The demo's story: a past season of twenty dates, one that runs, a full camp, events, work found."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from punos_gatherings.employment import found_in
from punos_gatherings.models import Camp, Need, Occasion, Season, Seat
from punos_gatherings.occasions import begins
from punos_gatherings.places import places_at
from sqlalchemy import func, select

from punos import clock
from punos.accounts.models import AccessLink
from punos.demo.load import load_tenant
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.meetings.models import Attendance, Meeting
from punos.programmes.models import Cycle
from punos.programmes.service import create_programme
from punos.work import Work
from tests.support.tenants import PASSWORD, Association, Tenants


@pytest.fixture(scope="module")
def told(deployment: Deployment) -> Association:
    """An association of which the demo's story was told once; how long that took is printed."""
    association = Tenants(deployment).make(languages=["fi", "en", "sv"])
    association.switch_on("gatherings")
    with association.work() as work:
        create_programme(
            work,
            slug="gatherings",
            names={"en": "Gatherings"},
            model="gatherings",
            settings={"capacity": 30},
        )
    begun = time.monotonic()
    with association.work() as work:
        load_tenant(work, PASSWORD)
    sys.stdout.write(f"\nthe demo of gatherings was told in {time.monotonic() - begun:.1f} s\n")
    return association


@pytest.fixture
def work(told: Association) -> Iterator[Work]:
    with told.work() as work:
        yield work


def cycle(work: Work, slug: str) -> Cycle:
    return work.session.scalars(select(Cycle).where(Cycle.slug == f"gatherings-{slug}")).one()


def dates(work: Work, cycle_id: UUID) -> list[Occasion]:
    query = (
        select(Occasion)
        .join(Season, (Season.id == Occasion.season_id) & (Season.tenant_id == Occasion.tenant_id))
        .where(Season.cycle_id == cycle_id)
        .order_by(Occasion.rule_day)
    )
    return list(work.session.scalars(query))


def test_past_season_has_twenty_dates_on_every_second_saturday_all_held(work: Work) -> None:
    past = cycle(work, "previous")
    found = dates(work, past.id)
    days = [one.rule_day for one in found if one.rule_day]
    assert past.state == "closed"
    assert len(days) == 20
    assert {day.weekday() for day in days} == {5}
    assert {b - a for a, b in pairwise(days)} == {timedelta(days=14)}
    assert {one.meeting.state for one in found} == {"held"}


def test_attendance_was_written_down_when_it_was(work: Work) -> None:
    rows = work.session.execute(
        select(Attendance.marked_at, Meeting).join(
            Meeting,
            (Meeting.id == Attendance.meeting_id) & (Meeting.tenant_id == Attendance.tenant_id),
        )
    ).all()
    assert len(rows) > 200
    assert all(
        timedelta() <= at - begins(meeting) <= timedelta(minutes=meeting.minutes)
        for at, meeting in rows
    )


def test_running_season_has_people_signed_up_for_the_next_date(work: Work) -> None:
    running = cycle(work, "current")
    assert running.state == "running"
    ahead = [one for one in dates(work, running.id) if begins(one.meeting) > clock.now()]
    first = ahead[0].meeting
    assert begins(first) - clock.now() < timedelta(days=8)
    assert places_at(work, [first])[first.id].taken >= 10
    assert {"planned", "cancelled"} == {one.meeting.state for one in ahead}
    assert all(one.note for one in ahead if one.meeting.state == "cancelled")


def test_camp_is_in_june_and_full_with_one_offer_out_and_others_waiting(work: Work) -> None:
    running = cycle(work, "current")
    camp = work.session.scalars(select(Camp).where(Camp.cycle_id == running.id)).one()
    assert camp.first_on.month == 6
    assert running.starts_on <= camp.first_on <= camp.last_on <= running.ends_on
    assert "2022" in (camp.note or "")
    places = places_at(work, [camp])[camp.id]
    assert places.free == 0
    assert (places.taken + places.offered, places.offered) == (places.capacity, 1)
    assert places.waiting > 0
    offered = work.session.scalars(select(Seat).where(Seat.state == "offered")).one()
    assert offered.offer_until is not None
    assert offered.offer_until > clock.now() + timedelta(days=1)
    assert work.session.scalar(select(func.count()).select_from(Need)) == 1


def test_past_season_had_a_camp_of_which_every_part_was_held(work: Work) -> None:
    past = cycle(work, "previous")
    camp = work.session.scalars(select(Camp).where(Camp.cycle_id == past.id)).one()
    sessions = work.session.scalars(select(Meeting).where(Meeting.group_id == camp.group_id)).all()
    assert past.starts_on <= camp.first_on <= camp.last_on <= past.ends_on
    assert len(sessions) == 6
    assert {one.state for one in sessions} == {"held"}


def test_events_have_visitors_who_are_no_participants(work: Work) -> None:
    running = cycle(work, "current")
    events = select(Meeting).where(Meeting.cycle_id == running.id, Meeting.kind == "event")
    themes = Counter(meeting.theme for meeting in work.session.scalars(events))
    assert themes == {"linkedin": 1, "cv_clinic": 1, "hidden_jobs": 1}
    roles = Counter(
        work.session.scalars(select(Enrolment.role).where(Enrolment.cycle_id == running.id))
    )
    assert roles["visitor"] == 14
    assert roles["participant"] > 12


def test_some_have_found_work_confirmed_and_waiting(work: Work) -> None:
    past, running = found_in(work, cycle(work, "previous")), found_in(work, cycle(work, "current"))
    assert (past.confirmed, past.waiting) == (12, 0)
    assert (running.confirmed, running.waiting, running.target) == (3, 3, 15)
    link = work.session.scalars(
        select(AccessLink).where(AccessLink.purpose == "gatherings_confirm")
    ).one()
    assert link.expires_at > clock.now() + timedelta(days=13)
