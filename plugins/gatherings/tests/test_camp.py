"""A camp as staff plan it: its days, its sessions, its end."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from punos_gatherings.camp import camp_by_id, follow_end
from punos_gatherings.models import Camp
from punos_gatherings.needs import tell_needs
from punos_gatherings.occasions import move_occasion, occasion_of
from sqlalchemy import select

from punos import clock
from punos.errors import Refused
from punos.meetings.models import Meeting
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import counted

from .camps import (
    FIRST_DAY,
    camp,
    camp_row,
    cycle,
    leave,
    mails,
    people,
    states,
    take,
)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def coordinator(association: Association, slug: str, client: Client) -> Client:
    assert slug
    return association.signed_in(client)


def visitor(app: Flask, association: Association) -> Client:
    return Client(app, association.host)


def plan(first_on: date, **values: Any) -> dict[str, Any]:
    """What staff type to plan a camp."""
    days = {
        "first_on": first_on,
        "last_on": first_on + timedelta(days=2),
        "register_from": clock.today(),
        "register_until": first_on - timedelta(days=1),
    }
    typed = {name: day.isoformat() for name, day in days.items()}
    numbers = {"places": "20", "offer_hours": "48", "needs_days": "14"}
    return {"name_en": "Summer camp", "place": "Ruissalo", **typed, **numbers, **values}


# Planning


def test_planning_a_camp_makes_it_with_a_group(
    association: Association, coordinator: Client, slug: str
) -> None:
    page = coordinator.get(f"/gatherings/{slug}/camp/new")
    assert page.status_code == 200
    assert 'value="48"' in page.text  # the programme's usual hours
    made = coordinator.post(f"/gatherings/{slug}/camp/new", plan(clock.today() + FIRST_DAY))
    shown = coordinator.follow(made).text
    assert "Summer camp" in shown
    assert "Nobody has registered yet" in shown
    assert "Outside of the programme" not in shown
    with association.work() as work:
        row = work.session.scalars(select(Camp)).one()
        assert (row.group.kind, row.group.state, row.places) == ("camp", "active", 20)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_en": ""}, "Name in English"),
        ({"last_on": "2001-01-01"}, "The camp cannot end before it begins."),
        ({"register_until": "2001-01-01"}, "Registration cannot end before it begins."),
        ({"register_until": "2100-01-01"}, "Registration has to end before the camp begins."),
        ({"places": "0"}, "How many places"),
        ({"offer_hours": "721"}, "Hours to answer an offer"),
    ],
)
def test_a_plan_that_cannot_be_is_said_and_kept_as_typed(
    association: Association, coordinator: Client, slug: str, wrong: dict[str, str], said: str
) -> None:
    typed = plan(clock.today() + FIRST_DAY, **wrong)
    answered = coordinator.post(f"/gatherings/{slug}/camp/new", typed)
    assert answered.status_code == 422
    assert said in answered.text
    assert "Ruissalo" in answered.text
    with association.work() as work:
        assert work.session.scalars(select(Camp)).all() == []


def test_days_outside_of_the_period_warn_and_are_kept_with_a_note(
    association: Association, coordinator: Client, slug: str
) -> None:
    with association.work() as work:
        late = cycle_by_slug(work, slug).ends_on + timedelta(days=20)
    refused = coordinator.post(f"/gatherings/{slug}/camp/new", plan(late))
    assert refused.status_code == 422
    assert "outside of the programme" in refused.text
    note = "The plan names these days; the city agreed."
    kept = coordinator.follow(
        coordinator.post(f"/gatherings/{slug}/camp/new", plan(late, note=note))
    ).text
    assert "Outside of the programme" in kept
    assert note in kept
    with association.work() as work:
        assert work.session.scalars(select(Camp.note)).one() == note


def test_a_changed_camp_offers_more_places_at_once(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    there = [take(association, camp_id, one) for one in people(association, slug, 3)]
    form = coordinator.get(f"/gatherings/camp/{camp_id}/change").text
    assert f"Camp {association.canary}" in form
    typed = plan(clock.today() + FIRST_DAY, places="2", register_until=str(clock.today()))
    coordinator.follow(coordinator.post(f"/gatherings/camp/{camp_id}/change", typed))
    assert states(association, there) == ["taken", "offered", "waiting"]
    assert camp_row(association, camp_id).places == 2


def test_the_cycles_page_shows_its_camps(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    for one in people(association, slug, 2):
        take(association, camp_id, one)
    page = coordinator.get(f"/cycles/{slug}").text
    assert f"/gatherings/camp/{camp_id}" in page
    assert "1 waits for a place" in page


# Days and sessions


def session(day: date, **values: Any) -> dict[str, Any]:
    return {
        "name_en": "Work in Turku",
        "kind": "expert",
        "day": day.isoformat(),
        "starts": "10:30",
        "minutes": "90",
        "place": "Hall",
        "who": "Eeva Esimerkki",
        **values,
    }


def test_a_days_sessions_are_planned_changed_and_cancelled(
    association: Association, coordinator: Client, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    first = clock.today() + FIRST_DAY
    base = f"/gatherings/camp/{camp_id}/sessions"
    shown = coordinator.follow(coordinator.post(f"{base}/new", session(first))).text
    assert "Work in Turku" in shown
    assert "An expert tells" in shown
    assert "Eeva Esimerkki" in shown
    meeting_id = re.search(rf"{base}/([0-9a-f-]{{36}})", shown).group(1)  # type: ignore[union-attr]
    public = visitor(app, association)
    assert "Work in Turku" in public.get(f"/gatherings/open/camp/{camp_id}").text
    moved = session(first + timedelta(days=1), name_en="Work today", kind="advice", who="")
    shown = coordinator.follow(coordinator.post(f"{base}/{meeting_id}", moved)).text
    assert "Work today" in shown
    assert "Eeva Esimerkki" not in shown
    shown = coordinator.follow(coordinator.post(f"{base}/{meeting_id}/cancel")).text
    assert "Cancelled" in shown
    assert "Work today" not in public.get(f"/gatherings/open/camp/{camp_id}").text


def test_a_session_is_on_one_of_the_camps_days(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug)
    other = session(clock.today() + FIRST_DAY + timedelta(days=5))
    assert coordinator.post(f"/gatherings/camp/{camp_id}/sessions/new", other).status_code == 422


def test_a_session_is_moved_to_one_of_the_camps_days_by_the_form_of_dates_too(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug)
    first = clock.today() + FIRST_DAY
    coordinator.post(f"/gatherings/camp/{camp_id}/sessions/new", session(first))
    with association.work() as work:
        meeting_id = work.session.scalars(select(Meeting.id)).one()
    form = {"starts": "10:30", "minutes": "90", "place": "", "note": "Why not"}
    for days in (-1, 3):
        typed = {**form, "day": str(first + timedelta(days=days))}
        refused = coordinator.post(f"/gatherings/dates/{meeting_id}/move", typed)
        assert refused.status_code == 422
        assert "none of the camp’s days" in refused.text
    with association.work() as work, pytest.raises(Refused):
        start = datetime.combine(first + timedelta(days=3), time(10))
        occasion = occasion_of(work, meeting_id)
        move_occasion(work, occasion, start, minutes=90, place=None, note=None)
    last = {**form, "day": str(first + timedelta(days=2))}
    assert coordinator.post(f"/gatherings/dates/{meeting_id}/move", last).status_code == 303
    with association.work() as work:
        moved = work.session.scalars(select(Meeting.local_start)).one()
    assert moved.date() == first + timedelta(days=2)


# Cancelling


def test_a_cancelled_camp_is_told_to_everybody_who_registered(
    association: Association, coordinator: Client, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    there = [take(association, camp_id, one) for one in people(association, slug, 3)]
    leave(association, there[0])
    first = clock.today() + FIRST_DAY
    coordinator.post(f"/gatherings/camp/{camp_id}/sessions/new", session(first))
    act = f"/gatherings/camp/{camp_id}/cancel"
    assert "Cancel the camp?" in coordinator.post(act).text
    assert mails(association, "gatherings.camp_cancelled") == []
    for _ in range(2):
        shown = coordinator.follow(coordinator.post(act, {"sure": "yes"})).text
    assert "This camp is cancelled." in shown
    assert len(mails(association, "gatherings.camp_cancelled")) == 2
    assert (
        "cannot register" in visitor(app, association).get(f"/gatherings/open/camp/{camp_id}").text
    )
    with association.work() as work:
        assert work.session.scalars(select(Meeting.state)).all() == ["cancelled"]
        follow_end(work, camp_by_id(work, camp_id).group)
    told = mails(association, "gatherings.camp_cancelled")
    assert len(told) == 2, "heard of again, after having been suspended"


def test_a_cycle_is_not_closed_while_its_camp_lies_ahead(
    association: Association, coordinator: Client, slug: str
) -> None:
    camp_id = camp(association, slug)
    closing = {"act": "close", "sure": "yes"}
    coordinator.post(f"/cycles/{slug}/step", {"act": "start"})
    refused = coordinator.post(f"/cycles/{slug}/step", closing)
    assert refused.status_code == 409
    assert "A camp is not over yet" in refused.text
    with clock.at(clock.now() + timedelta(days=40)):
        late = association.signed_in(coordinator)
        late.post(f"/cycles/{slug}/step", closing)
        with association.work() as work:
            assert work.session.scalars(select(Cycle.state)).one() == "closed"
            assert camp_by_id(work, camp_id).group.state == "ended"
    assert mails(association, "gatherings.camp_cancelled") == []


# How much it costs


@pytest.mark.parametrize(
    ("path", "most"),
    [("", 12), ("/people", 8), ("/needs", 12), ("/change", 8), ("/sessions/new", 8)],
)
def test_a_camps_pages_cost_few_statements_and_the_same_with_many_people(
    association: Association, coordinator: Client, slug: str, path: str, most: int
) -> None:
    camp_id = camp(association, slug, places=40)
    first = clock.today() + FIRST_DAY
    page = f"/gatherings/camp/{camp_id}{path}"
    found = []
    for number in (3, 30):
        for one in people(association, slug, number):
            seat_id = take(association, camp_id, one)
            with association.work() as work:
                tell_needs(work, seat_id, diet="-", health="", other="")
        coordinator.post(f"/gatherings/camp/{camp_id}/sessions/new", session(first))
        coordinator.get(page)
        with counted(association.deployment) as sent:
            assert coordinator.get(page).status_code == 200
        # Who read whose needs is written in one statement of many rows.
        found.append(len(sent))
    assert found[0] == found[1] <= most


def test_the_public_page_costs_the_same_at_one_camp_and_at_four(
    association: Association, app: Flask, slug: str
) -> None:
    page, found = f"/gatherings/open/{slug}", []
    for number in (1, 3):
        for _one in range(number):
            camp(association, slug)
        public = visitor(app, association)
        public.get(page)
        with counted(association.deployment) as sent:
            assert "/gatherings/open/camp/" in public.get(page).text
        found.append(len(sent))
    assert found[0] == found[1] <= 12
