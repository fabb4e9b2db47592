"""A season by rule: its days over the change of the clocks, planning anew, and single dates."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from punos_gatherings.models import Occasion, Season, Seat
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
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.groups.models import Group
from punos.groups.service import add_member
from punos.meetings.models import Meeting
from punos.meetings.planning import mark
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import counted

from .camps import mails
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


def test_date_is_moved_with_a_mail_to_those_who_have_a_place(
    association: Association, app: Flask, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    coming = association.enrol(slug, "participant", state="taking_part")
    seat_at(association, meeting_id, coming)
    coordinator = association.signed_in(Client(app))
    coordinator.get(f"/gatherings/dates/{meeting_id}/move")
    day = (clock.today() + timedelta(days=6)).isoformat()
    sent = {"day": day, "starts": "17:30", "minutes": "90", "place": "Library", "note": "Ill"}
    for _twice in range(2):
        answer = coordinator.post(f"/gatherings/dates/{meeting_id}/move", sent)
        assert answer.status_code == 303
    page = coordinator.follow(answer).text
    assert "Library" in page
    assert "Ill" in page
    (mail,) = mails(association, "gatherings.moved")
    assert "Library" in mail.body
    assert "Ill" not in mail.body


def test_date_is_cancelled_with_a_mail_and_restored(
    association: Association, app: Flask, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    seat_at(association, meeting_id, association.enrol(slug, "participant", state="taking_part"))
    coordinator = association.signed_in(Client(app))
    assert "Cancel this date" in coordinator.get(f"/gatherings/dates/{meeting_id}/cancel").text
    assert state_of(association, meeting_id) == "planned"
    coordinator.post(f"/gatherings/dates/{meeting_id}/cancel", {"note": "Storm"})
    assert state_of(association, meeting_id) == "cancelled"
    assert len(mails(association, "gatherings.cancelled")) == 1
    page = coordinator.get(f"/gatherings/dates/{meeting_id}").text
    assert "Storm" in page
    coordinator.post(f"/gatherings/dates/{meeting_id}/restore")
    assert state_of(association, meeting_id) == "planned"


def test_date_outside_of_the_period_needs_a_note_when_moved(
    association: Association, app: Flask, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    coordinator = association.signed_in(Client(app))
    coordinator.get(f"/gatherings/dates/{meeting_id}/move")
    day = (clock.today() + timedelta(days=200)).isoformat()
    sent = {"day": day, "starts": "14:00", "minutes": "180"}
    answer = coordinator.post(f"/gatherings/dates/{meeting_id}/move", sent)
    assert answer.status_code == 422
    assert "outside of the programme’s period" in answer.text
    sent["note"] = "The source says June"
    assert coordinator.post(f"/gatherings/dates/{meeting_id}/move", sent).status_code == 303
    page = coordinator.get(f"/gatherings/dates/{meeting_id}").text
    assert "This day lies outside of the programme’s period" in page
    assert "The source says June" in page


def test_what_is_told_about_a_date_is_changed_in_each_language(
    association: Association, app: Flask, slug: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    coordinator = association.signed_in(Client(app))
    assert "Aim (Finnish)" in coordinator.get(f"/gatherings/dates/{meeting_id}/change").text
    sent = {
        "aim_en": "Finding work",
        "aim_fi": "Työn löytäminen",
        "role_model": "Testi Vieras\nToinen Vieras",
        "capacity": "12",
    }
    coordinator.post(f"/gatherings/dates/{meeting_id}/change", sent)
    page = coordinator.get(f"/gatherings/dates/{meeting_id}").text
    assert "Finding work" in page
    assert "Testi Vieras\nToinen Vieras" in page
    with association.work() as work:
        told = occasion_of(work, meeting_id)
        assert (told.aim, told.capacity) == (
            {"en": "Finding work", "fi": "Työn löytäminen"},
            12,
        )
    public = Client(app, association.host).get(f"/gatherings/open/{slug}").text
    assert "Finding work" in public
    assert "Testi Vieras" not in public


def test_dates_are_searched_filtered_sorted_and_taken_out(
    association: Association, app: Flask, slug: str
) -> None:
    first, second, *_rest = season(association, slug)
    with association.work() as work:
        about = About(aim={"fi": "Äänenkäyttö"}, capacity=5)
        change_occasion(work, occasion_of(work, first), about, [])
        cancel_occasion(work, occasion_of(work, second), None)
    coordinator = association.signed_in(Client(app))
    assert coordinator.get(f"/gatherings/{slug}").text.count('scope="row"') == 4
    found = coordinator.get(f"/gatherings/{slug}?q=aanenkaytto").text
    assert found.count('scope="row"') == 1
    assert coordinator.get(f"/gatherings/{slug}?state=cancelled").text.count('scope="row"') == 1
    assert coordinator.get(f"/gatherings/{slug}?sort=-taken").status_code == 200
    file = coordinator.get(f"/gatherings/{slug}?format=csv")
    assert file.mimetype == "text/csv"
    assert len(file.text.strip().splitlines()) == 5


def test_lists_and_pages_cost_few_statements(
    deployment: Deployment, association: Association, app: Flask, slug: str
) -> None:
    ids = season(association, slug, rule(clock.today() + timedelta(days=1), days=110, every=WEEKLY))
    for _number in range(5):
        seat_at(association, ids[0], association.enrol(slug, "participant", state="taking_part"))
    coordinator = association.signed_in(Client(app))
    pages = {
        f"/gatherings/{slug}": 8,
        f"/gatherings/dates/{ids[0]}": 12,
        f"/gatherings/door/{ids[0]}": 12,
        f"/gatherings/open/{slug}": 12,
        f"/gatherings/open/{slug}/{ids[0]}": 12,
        f"/gatherings/{slug}/season": 12,
    }
    costs = {}
    for path in pages:
        coordinator.get(path)
        with counted(deployment) as sent:
            assert coordinator.get(path).status_code == 200
        costs[path] = len(sent)
    assert {path: cost for path, cost in costs.items() if cost > pages[path]} == {}


@pytest.mark.parametrize("role", ["facilitator", "adviser", "readonly", "contact"])
def test_only_who_plans_sees_and_changes_a_date(
    association: Association, app: Flask, slug: str, role: str
) -> None:
    (meeting_id, *_rest) = season(association, slug)
    other = association.signed_in(Client(app), role)
    for page in ("", "/change", "/move", "/cancel"):
        assert other.get(f"/gatherings/dates/{meeting_id}{page}").status_code == 404
    for act in ("change", "move", "cancel", "restore"):
        assert other.post(f"/gatherings/dates/{meeting_id}/{act}", {}).status_code == 404
    assert other.get(f"/gatherings/{slug}/season").status_code == 404
    assert other.post(f"/gatherings/{slug}/season", {}).status_code == 404
    assert state_of(association, meeting_id) == "planned"


def test_dates_of_another_association_and_meetings_of_other_models_are_absent(
    association: Association, tenants: Tenants, app: Flask, slug: str
) -> None:
    stranger = tenants.make()
    (theirs, *_rest) = season(stranger, cycle(stranger))
    pairs = association.cycle()
    coordinator = association.signed_in(Client(app))
    for meeting_id in (theirs, uuid4()):
        assert coordinator.get(f"/gatherings/dates/{meeting_id}").status_code == 404
        assert coordinator.get(f"/gatherings/door/{meeting_id}").status_code == 404
        for act in ("change", "move", "cancel", "restore"):
            answer = coordinator.post(f"/gatherings/dates/{meeting_id}/{act}", {})
            assert answer.status_code == 404
    assert coordinator.get(f"/gatherings/{pairs}").status_code == 404
    assert coordinator.get(f"/gatherings/open/{pairs}").status_code == 404
    assert state_of(stranger, theirs) == "planned"


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


def test_held_meeting_is_counted_with_who_was_there(association: Association, slug: str) -> None:
    (meeting_id, *_rest) = season(association, slug)
    someone = association.enrol(slug, "participant", state="taking_part")
    with association.work() as work:
        start = begins(occasion_of(work, meeting_id).meeting)
    with clock.at(start), association.work() as work:
        assert mark(work, meeting_id, someone, "present", marked_at=clock.now())
        assert work.session.scalars(select(Occasion)).first() is not None
    assert state_of(association, meeting_id) == "held"
