"""One date of a season: moved, cancelled, told about, listed, and seen by whom."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from punos_gatherings.models import Occasion
from punos_gatherings.occasions import (
    About,
    begins,
    cancel_occasion,
    change_occasion,
    occasion_of,
)
from punos_gatherings.seats import take_seat
from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.meetings.planning import mark
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import counted

from .camps import mails
from .seasons import WEEKLY, cycle, rule, season, state_of

SPRING, AUTUMN = "2026-03-02 10:00", "2026-10-01 10:00"


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def seat_at(association: Association, meeting_id: UUID, enrolment_id: UUID) -> None:
    with association.work() as work:
        meeting = occasion_of(work, meeting_id).meeting
        query = select(Enrolment).where(Enrolment.id == enrolment_id)
        take_seat(work, meeting, work.session.scalars(query).one())


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


def test_held_meeting_is_counted_with_who_was_there(association: Association, slug: str) -> None:
    (meeting_id, *_rest) = season(association, slug)
    someone = association.enrol(slug, "participant", state="taking_part")
    with association.work() as work:
        start = begins(occasion_of(work, meeting_id).meeting)
    with clock.at(start), association.work() as work:
        assert mark(work, meeting_id, someone, "present", marked_at=clock.now())
        assert work.session.scalars(select(Occasion)).first() is not None
    assert state_of(association, meeting_id) == "held"
