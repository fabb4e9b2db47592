"""A season by rule: its days over the change of the clocks, planning anew, and single dates."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from punos_gatherings.models import Season, Seat
from punos_gatherings.occasions import (
    About,
    begins,
    cancel_occasion,
    change_occasion,
    ends,
    move_occasion,
    occasion_of,
)
from punos_gatherings.season import days_of, plan_season, season_of
from punos_gatherings.seats import take_seat
from punos_gatherings.views.base import span
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.groups.models import Group
from punos.groups.service import add_member
from punos.meetings.models import Meeting
from punos.meetings.planning import mark
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .camps import mails, people, states, take
from .seasons import WEEKLY, cycle, dates, event, moment, rule, season, state_of

SPRING, AUTUMN = "2026-03-02 10:00", "2026-10-01 10:00"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def spring() -> Iterator[None]:
    """A day in March; the clocks go forward on the 29th."""
    with clock.at(moment(SPRING)):
        yield


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def local(text: str) -> datetime:
    """A time on the wall clock."""
    return datetime.fromisoformat(text)


def planned(starts: str, **more: str) -> dict[str, str]:
    """The form that plans a season."""
    return {
        "rule": "FREQ=WEEKLY;INTERVAL=2",
        "starts": starts,
        "minutes": "180",
        "submit": "plan",
        **more,
    }


def starts_of(association: Association, slug: str) -> list[str]:
    return [f"{one.meeting.local_start:%d.%m. %H:%M}" for one in dates(association, slug)]


def seat_at(association: Association, meeting_id: UUID, enrolment_id: UUID) -> None:
    with association.work() as work:
        meeting = occasion_of(work, meeting_id).meeting
        query = select(Enrolment).where(Enrolment.id == enrolment_id)
        take_seat(work, meeting, work.session.scalars(query).one())


@pytest.mark.parametrize(
    ("today", "first", "hours"),
    [(SPRING, "2026-03-14", [12, 12, 11, 11]), (AUTUMN, "2026-10-10", [11, 11, 12, 12])],
)
def test_meeting_keeps_its_local_time_when_the_clocks_change(
    association: Association, today: str, first: str, hours: list[int]
) -> None:
    with clock.at(moment(today)):
        slug = cycle(association)
        season(association, slug, rule(datetime.fromisoformat(first).date()))
        found = [one.meeting for one in dates(association, slug)]
    assert [one.local_start.time() for one in found] == [time(14)] * 4
    assert [begins(one).hour for one in found] == hours
    assert {ends(one) - begins(one) for one in found} == {timedelta(hours=3)}


@pytest.mark.parametrize(
    ("start", "until"), [("2026-03-29 01:00", "05:00"), ("2026-10-25 01:00", "03:00")]
)
def test_three_hours_stay_three_in_the_night_on_which_the_clocks_change(
    start: str, until: str
) -> None:
    night = Meeting(local_start=datetime.fromisoformat(start), zone="Europe/Helsinki", minutes=180)
    assert ends(night) - begins(night) == timedelta(hours=3)
    assert span(night).endswith(f", 01:00–{until}")


@pytest.mark.parametrize(("day", "opens"), [("2026-03-28", "11:00"), ("2026-04-11", "10:00")])
def test_door_opens_an_hour_before_on_both_sides_of_the_change(
    association: Association, app: Flask, day: str, opens: str
) -> None:
    with clock.at(moment(SPRING)):
        slug = cycle(association)
        season(association, slug, rule(datetime.fromisoformat("2026-03-14").date()))
        coming = association.enrol(slug, "participant", state="taking_part")
        (meeting_id,) = [
            one.meeting_id
            for one in dates(association, slug)
            if one.meeting.local_start.date().isoformat() == day
        ]
        seat_at(association, meeting_id, coming)
    opening = moment(f"{day} {opens}")
    for now, status in ((opening - timedelta(minutes=1), 409), (opening, 303)):
        with clock.at(now):
            facilitator = association.signed_in(Client(app), "facilitator")
            facilitator.get(f"/gatherings/door/{meeting_id}")
            answer = facilitator.post(
                f"/gatherings/door/{meeting_id}/mark", {"who": str(coming), "state": "present"}
            )
            assert answer.status_code == status


def test_looking_at_the_dates_plans_nothing(
    association: Association, app: Flask, slug: str
) -> None:
    coordinator = association.signed_in(Client(app))
    first = clock.today() + timedelta(days=5)
    sent = planned("14:00", first_on=first.isoformat(), until=str(first + timedelta(days=42)))
    page = coordinator.get(f"/gatherings/{slug}/season").text
    assert "First look at the dates" in page
    shown = coordinator.post(f"/gatherings/{slug}/season", {**sent, "submit": "look"})
    assert (shown.status_code, shown.text.count("New</span>")) == (200, 4)
    assert dates(association, slug) == []
    answer = coordinator.post(f"/gatherings/{slug}/season", sent)
    assert answer.headers["Location"] == f"/gatherings/{slug}"
    assert len(dates(association, slug)) == 4


def test_planning_the_same_season_again_changes_nothing(
    association: Association, slug: str
) -> None:
    wanted = rule(clock.today() + timedelta(days=3))
    first = season(association, slug, wanted)
    before = starts_of(association, slug)
    assert season(association, slug, wanted) == first
    assert starts_of(association, slug) == before
    with association.work() as work:
        assert len(work.session.scalars(select(Season)).all()) == 1
        assert len(work.session.scalars(select(Group)).all()) == 1


def test_planning_anew_leaves_held_moved_and_cancelled_dates_alone(
    association: Association, spring: None, slug: str
) -> None:
    held, moved, cancelled, free = season(association, slug, rule(moment(SPRING).date()))
    someone = association.enrol(slug, "participant", state="taking_part")
    with clock.at(moment("2026-03-02 13:00")), association.work() as work:
        mark(work, held, someone, "present", marked_at=clock.now())
        elsewhen = local("2026-03-17 17:00")
        move_occasion(
            work, occasion_of(work, moved), elsewhen, minutes=60, place="Library", note="Ill"
        )
        cancel_occasion(work, occasion_of(work, cancelled), "Holiday")
        plan_season(
            work,
            cycle_by_slug(work, slug),
            rule(moment("2026-03-02 00:00").date(), every=WEEKLY, starts=time(16), place="New"),
        )
    found = {one.meeting_id: one for one in dates(association, slug)}
    kept = [
        (found[one].meeting.state, found[one].meeting.place) for one in (held, moved, cancelled)
    ]
    assert kept == [("held", "Aurala"), ("planned", "Library"), ("cancelled", "Aurala")]
    assert found[moved].meeting.local_start == local("2026-03-17 17:00")
    assert found[free].meeting.local_start == local("2026-04-13 16:00")
    assert found[free].meeting.place == "New"
    assert starts_of(association, slug) == [
        "02.03. 14:00", "09.03. 16:00", "17.03. 17:00", "23.03. 16:00", "30.03. 14:00",
        "06.04. 16:00", "13.04. 16:00",
    ]  # fmt: skip


def test_planning_anew_keeps_what_was_told_about_a_date(
    association: Association, slug: str
) -> None:
    wanted = rule(clock.today() + timedelta(days=3), capacity=10)
    first, second, *_rest = season(association, slug, wanted)
    with association.work() as work:
        about = About(aim={"en": "Writing a CV"}, capacity=4)
        change_occasion(work, occasion_of(work, first), about, [("role_model", "Testi Vieras")])
    season(association, slug, rule(wanted.first_on, capacity=12))
    with association.work() as work:
        told, other = occasion_of(work, first), occasion_of(work, second)
        assert (told.aim, told.capacity, other.capacity) == ({"en": "Writing a CV"}, 4, 12)


def test_date_that_the_new_rule_has_not_is_cancelled_only_where_somebody_had_a_place(
    association: Association, slug: str
) -> None:
    first_on = clock.today() + timedelta(days=3)
    _first, second, third, _fourth = season(association, slug, rule(first_on))
    coming = association.enrol(slug, "participant", state="taking_part")
    seat_at(association, second, coming)
    season(association, slug, rule(first_on, every="FREQ=WEEKLY;INTERVAL=3"))
    assert state_of(association, second) == "cancelled"
    ids = {one.meeting_id for one in dates(association, slug)}
    assert third not in ids
    (mail,) = mails(association, "gatherings.replanned")
    assert "Your meetings have changed" in mail.subject
    season(association, slug, rule(first_on))
    days = [one.meeting.local_start.date() for one in dates(association, slug)]
    assert days.count(first_on + timedelta(days=14)) == 2  # the cancelled one, and it again


def test_members_of_the_circle_get_a_place_at_new_dates(
    association: Association, slug: str
) -> None:
    first_on = clock.today() + timedelta(days=3)
    season(association, slug, rule(first_on, days=14))
    member = association.enrol(slug, "participant", state="taking_part")
    with association.work() as work:
        found = season_of(work, cycle_by_slug(work, slug))
        circle = work.session.scalars(select(Group).where(Group.id == found.group_id)).one()
        query = select(Enrolment).where(Enrolment.id == member)
        add_member(work, circle, work.session.scalars(query).one())
    ids = season(association, slug, rule(first_on, days=42))
    with association.work() as work:
        taken = {seat.meeting_id for seat in work.session.scalars(select(Seat))}
    assert taken == set(ids[2:])


def test_days_outside_of_the_period_are_kept_only_with_a_note(
    association: Association, app: Flask, slug: str
) -> None:
    coordinator = association.signed_in(Client(app))
    first = clock.today() + timedelta(days=110)
    sent = planned("14:00", first_on=first.isoformat(), until=str(first + timedelta(days=20)))
    coordinator.get(f"/gatherings/{slug}/season")
    answer = coordinator.post(f"/gatherings/{slug}/season", sent)
    assert answer.status_code == 422
    assert "Outside of the programme’s period" in answer.text
    assert "Say why." in answer.text
    assert dates(association, slug) == []
    coordinator.post(f"/gatherings/{slug}/season", {**sent, "note": "As the city asked"})
    notes = [one.note for one in dates(association, slug)]
    assert notes == [None, "As the city asked"]
    # Planned again, the note is there already.
    assert coordinator.post(f"/gatherings/{slug}/season", sent).status_code == 303


def test_season_that_cannot_be_is_said_and_kept_as_typed(
    association: Association, app: Flask, slug: str
) -> None:
    coordinator = association.signed_in(Client(app))
    coordinator.get(f"/gatherings/{slug}/season")
    sent = planned("25:00", first_on="2026-13-01", until="nonsense", place="Kept")
    answer = coordinator.post(f"/gatherings/{slug}/season", sent)
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    wrong_way = planned("14:00", first_on="2027-03-01", until="2027-02-01")
    answer = coordinator.post(f"/gatherings/{slug}/season", wrong_way)
    assert "The last day comes before the first." in answer.text
    assert dates(association, slug) == []


def test_rule_of_too_many_dates_is_refused() -> None:
    with pytest.raises(Refused):
        days_of(rule(clock.today(), days=5000, every="FREQ=DAILY"))


def test_cycle_page_tells_how_far_the_season_is(
    association: Association, app: Flask, slug: str
) -> None:
    coordinator = association.signed_in(Client(app))
    assert "No season is planned yet." in coordinator.get(f"/cycles/{slug}").text
    season(association, slug)
    event(association, slug)
    page = coordinator.get(f"/cycles/{slug}").text
    assert "Dates held" in page
    assert "of 4" in page


def test_more_places_by_a_new_plan_go_to_those_who_wait(
    association: Association, slug: str
) -> None:
    first = clock.today() + timedelta(days=3)
    meeting_id = season(association, slug, rule(first, capacity=1))[0]
    seats = [
        take(association, meeting_id, enrolment_id) for enrolment_id in people(association, slug, 3)
    ]
    assert states(association, seats) == ["taken", "waiting", "waiting"]
    with association.work() as work:
        plan_season(work, cycle_by_slug(work, slug), rule(first, capacity=2))
    assert states(association, seats) == ["taken", "taken", "waiting"]
