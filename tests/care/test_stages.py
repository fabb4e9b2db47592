"""What of a cycle's course is stuck is told on the first page of staff, each with a link that does it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from punos import clock
from punos.meetings.common import plan_common
from punos.meetings.planning import hold_meeting
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, start_cycle
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

from .pairs import BEGAN, on

KINDS = ["kick_off", "midterm", "closing"]
UNPLANNED = "not planned, though"
UNWRITTEN = "Say who was at"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    """A cycle of 120 days that plans three meetings of everybody."""
    plan: Any = {**PAIRWISE_SETTINGS["meeting_plan"], "common": KINDS}
    with on(BEGAN):
        made = association.cycle(settings={**PAIRWISE_SETTINGS, "meeting_plan": plan})
        with association.work() as work:
            start_cycle(work, cycle_by_slug(work, made))
    return made


def today_of(association: Association, client: Client, day: date) -> str:
    with on(day):
        return association.signed_in(client).get("/today").text


def after(days: int) -> date:
    return BEGAN + timedelta(days=days)


def test_meetings_of_everybody_are_missed_when_their_time_has_come(
    association: Association, client: Client, slug: str
) -> None:
    assert UNPLANNED not in today_of(association, client, after(13))
    page = today_of(association, client, after(14))
    assert f"1 meeting of everybody is {UNPLANNED}" in page
    assert f"/cycles/{slug}/meetings" in page
    assert f"2 meetings of everybody are {UNPLANNED}" in today_of(association, client, after(80))


def test_a_meeting_that_is_over_waits_to_be_written_down(
    association: Association, client: Client, slug: str
) -> None:
    with on(BEGAN), association.work() as work:
        meeting = plan_common(
            work,
            cycle_by_slug(work, slug),
            kind="kick_off",
            local_start=datetime.combine(after(3), time(17)),
            minutes=60,
            place=None,
        )
    assert UNWRITTEN not in today_of(association, client, after(3))
    assert f"{UNWRITTEN} 1 meeting" in today_of(association, client, after(4))
    with on(after(4)), association.work() as work:
        hold_meeting(work, meeting.id, {})
    page = today_of(association, client, after(20))
    assert UNWRITTEN not in page
    assert UNPLANNED not in page


def test_a_cycle_whose_last_day_is_over_waits_to_be_closed(
    association: Association, client: Client, slug: str
) -> None:
    assert "The last day is over" not in today_of(association, client, after(120))
    assert "The last day is over" in today_of(association, client, after(121))


def test_applications_are_late_when_the_cycle_runs_and_nobody_can_apply(
    association: Association, client: Client, slug: str
) -> None:
    with on(BEGAN):
        association.enrol(slug, "mentee", state="applied")
    assert "1 application waits for a decision" in today_of(association, client, after(5))
    late = "1 application still waits for a decision, and the cycle has begun"
    assert late in today_of(association, client, after(8))


def test_a_sample_is_never_stuck(association: Association, client: Client, slug: str) -> None:
    with association.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
        cycle.is_sample = True
    assert UNPLANNED not in today_of(association, client, after(60))
    assert clock.today() != after(60)
