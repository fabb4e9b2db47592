"""Circles that stand: pairs come, move and end, meetings are planned, two act at once."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from punos_pairwise.circles import publishing
from sqlalchemy import select

from punos import clock
from punos.enrolments.service import move
from punos.groups.service import end_group
from punos.meetings.models import Meeting
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import PASSWORD, Association, Tenants

from .circled import (
    SETTINGS,
    act,
    circles,
    mails,
    members,
    moved,
    page_of,
    pair_of,
    pairs,
    parent,
    person_in,
    places,
    proposed,
    published,
    seen,
)
from .test_races import at_once


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def test_pair_that_ends_leaves_draft_and_circle_but_its_mentor_stays_with_the_other(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    mentor = association.enrol(slug, "mentor", capacity=2)
    mentees = [association.enrol(slug, "mentee") for _ in range(2)]
    first, second = (pair_of(association, slug, [one, mentor]) for one in mentees)
    [third] = pairs(association, slug, "2512")
    page = proposed(association, coordinator, slug)
    assert len(set(places(page).values())) == 1, "pairs of one mentor are together"
    with association.work() as work:
        end_group(work, third, "coordinator")
    assert third not in places(page_of(coordinator, slug))
    stale = coordinator.post(f"/pairwise/{slug}/circles/publish", {"seen": seen(page)})
    assert stale.status_code == 409
    act(coordinator, slug, "publish", seen=seen(page_of(coordinator, slug)))
    [circle] = circles(association)
    assert members(association, circle.id) == {mentor, *mentees}
    with association.work() as work:
        move(work, mentees[0], "left")
    assert members(association, circle.id) == {mentor, mentees[1]}
    assert association.enrolment(mentor).model_state == "paired"
    page = page_of(coordinator, slug)
    assert "1 pair fewer than a circle has at least" in page
    assert first not in places(page)
    with association.work() as work:
        end_group(work, second, "coordinator")
    assert members(association, circle.id) == set()
    assert association.enrolment(mentor).model_state == "accepted"


def test_new_pair_is_placed_and_only_newcomers_are_told(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    [late] = pairs(association, slug, "2513")
    page = page_of(coordinator, slug)
    assert "1 pair waits for a circle." in page
    assert "nearest: Circle 1, 90%" in page
    page = act(coordinator, slug, "place", **moved(page, **{str(late): str(circle.id)}))
    assert "1 pair was moved." in page
    assert "2 mails are on their way." in page
    assert len(mails(association)) == 6
    assert len(members(association, circle.id)) == 6
    page = act(coordinator, slug, "place", **moved(page, **{str(late): "new"}))
    assert len(members(association, circle.id)) == 4
    assert parent(association, late) != circle.id
    assert [one.name for one in circles(association)] == ["Circle 1", "Circle 2"]
    page = act(coordinator, slug, "place", **moved(page, **{str(late): ""}))
    assert parent(association, late) is None
    back = moved(page, **{str(late): str(circle.id)}) | {
        f"was-{late}": str(circle.id),
        f"to-{late}": "",
    }
    assert coordinator.post(f"/pairwise/{slug}/circles/place", back).status_code == 409


def test_circle_that_is_ended_lets_its_pairs_go_on(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    there = pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    act(coordinator, slug, "name", circle=str(circle.id), name="Builders")
    assert "Builders" in coordinator.get(f"/cycles/{slug}/groups").text
    coordinator.post(f"/groups/{circle.id}/end", {"sure": "yes"})
    assert circles(association) == []
    assert set(places(page_of(coordinator, slug))) == set(there)
    published(association, coordinator, slug)
    assert [one.name for one in circles(association)] == ["Circle 2"], "no number is given twice"


def test_circles_of_another_cycle_or_for_somebody_else_are_not_there(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    other = association.cycle(settings=SETTINGS)
    [late] = pairs(association, other, "2512")
    sent = {f"was-{late}": "", f"to-{late}": str(circle.id)}
    assert coordinator.post(f"/pairwise/{other}/circles/place", sent).status_code == 409
    odd = {"was-nobody": "", "to-nobody": "x"}
    assert coordinator.post(f"/pairwise/{other}/circles/place", odd).status_code == 404
    limited = association.signed_in(
        Client(client.app, association.host), "coordinator", unit_id=association.unit("u1")
    )
    assert limited.get(f"/pairwise/{slug}/circles").status_code == 404


def test_meeting_of_a_circle_is_planned_told_and_logged_as_planned(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    [pair, _other] = pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    there = f"/groups/{circle.id}"
    day = clock.today() + timedelta(days=7)
    sent = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "100", "place": "Kirjasto"}
    assert coordinator.post(f"{there}/plan", {**sent, "minutes": ""}).status_code == 422
    page = coordinator.follow(coordinator.post(f"{there}/plan", sent)).text
    assert "4 mails are on their way." in page
    assert "Kirjasto" in page
    assert coordinator.post(f"{there}/plan", sent).status_code == 409, "it is planned already"
    told = mails(association, "your next meeting")
    assert len(told) == 4
    assert "METHOD:REQUEST" in str(told[0].calendar)
    assert "Place: Kirjasto" in told[0].body
    assert coordinator.get(f"/groups/{pair}/plan").status_code == 404, "a pair plans by itself"
    with clock.at(datetime.combine(day, time(20), UTC)):
        later = association.signed_in(Client(client.app, association.host))
        page = later.get(there).text
        assert re.search(r'name="starts"[^>]* value="17:30"', page), "as it was planned"
        present = re.findall(r'name="present" value="([^"]+)"', page)
        log = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "100", "topic": ""}
        answer = later.post(f"{there}/meetings", {**log, "present": present[:3]})
        assert answer.status_code == 303, answer.text
    with association.work() as work:
        assert work.session.scalars(select(Meeting.state)).all() == ["held"]


def test_cancelled_meeting_of_a_circle_is_told_to_the_same_calendars(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    day = clock.today() + timedelta(days=7)
    sent = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "60", "place": ""}
    coordinator.post(f"/groups/{circle.id}/plan", sent)
    with association.work() as work:
        meeting_id = work.session.scalars(select(Meeting.id)).one()
    gone = f"/groups/{circle.id}/plan/{meeting_id}/cancel"
    assert "4 mails are on their way." in coordinator.follow(coordinator.post(gone)).text
    assert coordinator.post(gone).status_code == 404
    asked, cancelled = (
        str(mails(association, subject)[0].calendar) for subject in ("next meeting", "is cancelled")
    )
    uid = re.search(r"UID:\S+", asked)
    assert uid
    assert uid.group() in cancelled
    assert "METHOD:CANCEL" in cancelled
    assert "SEQUENCE:1" in cancelled


def test_two_who_make_circles_known_at_once_make_them_once(
    app: Flask, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [association.signed_in(Client(app)) for _ in range(2)]
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    sent = seen(proposed(association, two[0], slug))
    deployment = association.deployment
    began = pause(monkeypatch, publishing, "tell", lambda: somebody_waits(deployment))
    one, other = at_once(
        lambda: act(two[0], slug, "publish", seen=sent),
        lambda: act(two[1], slug, "publish", seen=sent),
        began,
    )
    assert "1 circle was made." in str(one.result())
    assert "This draft of circles is no longer there" in str(other.result())
    assert len(circles(association)) == 1
    assert len(mails(association)) == 4


def test_pair_that_ends_while_circles_are_made_known_is_out_of_its_circle(
    app: Flask, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = association.signed_in(Client(app))
    slug = association.cycle(settings=SETTINGS)
    [first, _second, _third] = pairs(association, slug, "2512", "2512", "2512")
    sent = seen(proposed(association, coordinator, slug))

    def end() -> None:
        with association.work() as work:
            end_group(work, first, "coordinator")

    began = pause(monkeypatch, publishing, "tell", lambda: somebody_waits(association.deployment))
    one, other = at_once(lambda: act(coordinator, slug, "publish", seen=sent), end, began)
    assert "1 circle was made." in str(one.result())
    assert other.exception() is None
    [circle] = circles(association)
    assert len(members(association, circle.id)) == 4


def test_pair_reads_on_its_own_page_when_its_circle_meets(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    [pair, _other] = pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    two = association.account("mentee", person_id=person_in(association, pair))
    member = Client(client.app, association.host)
    member.follow(member.sign_in(two, PASSWORD))
    assert "Its next meeting is not planned yet" in own_pages(member)
    day = clock.today() + timedelta(days=7)
    sent = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "60", "place": ""}
    coordinator.post(f"/groups/{circle.id}/plan", sent)
    own = own_pages(member)
    assert "belongs to the circle “Circle 1”" in own
    assert f"It meets next on {day.day}" in own


def own_pages(member: Client) -> str:
    """Everything that a member sees of their pair and their circle."""
    places = re.findall(r'href="(/my/groups/[^"]+)"', member.get("/my").text)
    return "".join(member.get(place).text for place in places)
