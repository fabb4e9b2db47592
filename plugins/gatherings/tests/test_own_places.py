"""One's own places, by the link from the mail, or signed in."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from punos_gatherings.letters import place_link
from punos_gatherings.season import circle_of, seat_members
from sqlalchemy import select

from punos import clock
from punos.enrolments.service import lock_enrolment
from punos.groups.service import add_member
from punos.meetings.models import Meeting
from punos.meetings.planning import cancel_meeting
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import MOST, cost

from .camps import camp, cycle, in_group, leave, meeting, people, states, take
from .seasons import season


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def bearer(app: Flask, association: Association, enrolment_id: UUID) -> Client:
    """A browser that has opened somebody's link."""
    with association.work() as work:
        link = place_link(work, lock_enrolment(work, enrolment_id))
    browser = Client(app, association.host)
    assert browser.follow(browser.get(link)).status_code == 200
    return browser


def test_the_page_shows_what_lies_ahead_of_all_places(
    association: Association, app: Flask, slug: str
) -> None:
    (one,) = people(association, slug, 1)
    take(association, camp(association, slug), one)
    late, soon = (meeting(association, slug, capacity=5, days=days) for days in (20, 10))
    for meeting_id in (late, soon):
        take(association, meeting_id, one)
    own = bearer(app, association, one)
    page = own.get("/gatherings/mine").text
    assert f"Camp {association.canary}" in page
    assert page.count("You have a place") == 3
    with association.work() as work:
        cancel_meeting(work, late)
    page = own.get("/gatherings/mine").text
    assert page.count("You have a place") == 2
    assert "Cancelled" in page
    with clock.at(clock.now() + timedelta(days=11)):
        assert own.get("/gatherings/mine").text.count("You have a place") == 1


def test_whoever_has_no_places_is_told_so(association: Association, app: Flask, slug: str) -> None:
    (one,) = people(association, slug, 1)
    assert "Nothing lies ahead" in bearer(app, association, one).get("/gatherings/mine").text


def test_giving_up_asks_first_and_twice_is_once(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    asking = people(association, slug, 3)
    seats = [take(association, camp_id, one) for one in asking]
    own = bearer(app, association, asking[0])
    act = f"/gatherings/mine/{seats[0]}/give-up"
    assert "Give up this place?" in own.post(act).text
    assert states(association, seats)[0] == "taken"
    for _ in range(2):
        assert "Thank you for telling us" in own.follow(own.post(act, {"sure": "yes"})).text
    assert states(association, seats) == ["given_up", "offered", "waiting"]


def test_an_offer_is_taken_by_link(association: Association, app: Flask, slug: str) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    seats = [take(association, camp_id, who) for who in (one, two)]
    leave(association, seats[0])
    own = bearer(app, association, two)
    assert "A place is offered to you" in own.get("/gatherings/mine").text
    accepted = own.follow(own.post(f"/gatherings/mine/{seats[1]}/accept")).text
    assert "The place is yours" in accepted
    assert in_group(association, camp_id) == {two}


def test_whoever_comes_too_late_is_told_and_may_wait_again(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    asking = people(association, slug, 3)
    seats = [take(association, camp_id, who) for who in asking]
    leave(association, seats[0])
    own = bearer(app, association, asking[1])
    with clock.at(clock.now() + timedelta(hours=49)):
        told = own.follow(own.post(f"/gatherings/mine/{seats[1]}/accept")).text
        assert "This offer has ended." in told
        assert "Wait again" in told
        assert states(association, seats) == ["given_up", "expired", "offered"]
        own.post(f"/gatherings/mine/{seats[1]}/wait")
    assert states(association, seats) == ["given_up", "waiting", "offered"]


def test_taking_a_place_that_nobody_offered_is_refused(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    seats = [take(association, camp_id, who) for who in (one, two)]
    own = bearer(app, association, two)
    assert own.post(f"/gatherings/mine/{seats[1]}/accept").status_code == 409
    assert states(association, seats) == ["taken", "waiting"]


def test_a_link_reaches_nobody_elses_places(
    association: Association, app: Flask, slug: str
) -> None:
    camp_id = camp(association, slug)
    one, two = people(association, slug, 2)
    seats = [take(association, camp_id, who) for who in (one, two)]
    own = bearer(app, association, one)
    base = f"/gatherings/mine/{seats[1]}"
    for act in ("give-up", "accept", "wait", "needs", "needs/take-back"):
        assert own.post(f"{base}/{act}", {"sure": "yes"}).status_code == 404, act
    assert own.get(f"{base}/needs").status_code == 404
    assert states(association, seats) == ["taken", "taken"]


def test_nobody_sees_the_page_without_a_link(association: Association, app: Flask) -> None:
    assert Client(app, association.host).get("/gatherings/mine").status_code == 404
    staff = association.signed_in(Client(app), "coordinator")
    assert staff.get("/gatherings/mine").status_code == 404


# Signed in


def signed_in(app: Flask, association: Association, enrolment_id: UUID) -> Client:
    """The person of this enrolment, at their account."""
    person_id = association.enrolment(enrolment_id).person_id
    return association.signed_in(Client(app), "participant", person_id=person_id)


def test_whoever_is_signed_in_finds_the_next_places_on_the_page_of_the_circle(
    association: Association, app: Flask, slug: str
) -> None:
    season(association, slug)
    (one,) = people(association, slug, 1)
    with association.work() as work:
        circle = circle_of(work, cycle_by_slug(work, slug))
        assert circle is not None
        add_member(work, circle, lock_enrolment(work, one))
        seat_members(work, circle.id, list(work.session.scalars(select(Meeting))))
    her = signed_in(app, association, one)
    own = her.get("/my")
    page = her.follow(own).text
    assert page.count("You have a place") == 3
    assert 'href="/gatherings/mine"' in page
    assert her.get("/gatherings/mine").text.count("You have a place") == 4
    for path in (own.headers["Location"], "/gatherings/mine"):
        number = cost(association.deployment, her, path)
        assert number is not None
        assert number <= MOST


def test_whoever_is_in_no_circle_finds_them_in_the_menu_and_gives_one_up(
    association: Association, app: Flask, slug: str
) -> None:
    (one,) = people(association, slug, 1)
    seat_id = take(association, meeting(association, slug, capacity=5), one)
    her = signed_in(app, association, one)
    assert 'href="/gatherings/mine"' in her.get("/my").text
    assert her.get("/gatherings/mine").text.count("You have a place") == 1
    her.post(f"/gatherings/mine/{seat_id}/give-up", {"sure": "yes"})
    assert states(association, [seat_id]) == ["given_up"]


def test_whoever_is_signed_in_reaches_nobody_elses_places(
    association: Association, app: Flask, slug: str
) -> None:
    one, two = people(association, slug, 2)
    meeting_id = meeting(association, slug, capacity=5)
    seat_id = take(association, meeting_id, two)
    for own in (
        signed_in(app, association, one),
        association.signed_in(Client(app), "participant"),
    ):
        assert "Nothing lies ahead" in own.get("/gatherings/mine").text
        assert own.post(f"/gatherings/mine/{seat_id}/give-up", {"sure": "yes"}).status_code == 404
    assert states(association, [seat_id]) == ["taken"]


def test_staff_have_no_places_in_their_menu(
    association: Association, app: Flask, slug: str
) -> None:
    staff = association.signed_in(Client(app), "coordinator")
    assert "/gatherings/mine" not in staff.get("/today").text
