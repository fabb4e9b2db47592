"""Logging a meeting where clocks and people meet: summer time, leap day, midnight, tomorrow, both at once."""

from __future__ import annotations

import threading
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.events.models import Event
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.meetings import service
from punos.meetings.models import Meeting
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants

PAGE = "/my/group"
HELSINKI = ZoneInfo("Europe/Helsinki")


class Shown(HTMLParser):
    """What a browser would send of a page's form "We met" if nobody touched it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.sent = False, {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "form":
            self.inside = known.get("action") == PAGE
        if tag == "input" and self.inside and known.get("name") != "csrf_token":
            if known.get("type") in ("radio", "checkbox") and "checked" not in known:
                return
            self.sent[str(known["name"])] = known.get("value") or ""


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def pair(here: Association, app: Flask) -> list[Client]:
    """The browsers of a mentee and a mentor who are a pair, by the links of their mails."""
    slug = here.cycle()
    ids = [here.enrol(slug, role) for role in ("mentee", "mentor")]
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_(ids))
        both = list(work.session.scalars(query.order_by(Enrolment.id)))
        activate_group(work, cycle_by_slug(work, slug), "pair", both)
        people = {one.id: one.person_id for one in both}
        own = work.session.scalars(select(Membership).order_by(Membership.id)).all()
        links = [
            issue(work, "group_member", "membership", one.id, person_id=people[one.enrolment_id])
            for one in own
            if one.enrolment_id in people
        ]
    return [opened(app, here, link) for link in links]


def opened(app: Flask, here: Association, link: str) -> Client:
    """A browser that has followed a link."""
    client = Client(app, here.host)
    assert client.follow(client.get(link)).status_code == 200
    return client


def local(*moment: int) -> datetime:
    """A moment by the clock on a wall in Finland."""
    return datetime(*moment, tzinfo=HELSINKI)


def said(client: Client, day: str = "", starts: str = "", **more: Any) -> Any:
    """The form as it is shown, with another day or time if one is given, sent from one's own page."""
    form = {**Shown(client.get(PAGE).text).sent, **more}
    form |= {name: value for name, value in (("held_on", day), ("starts", starts)) if value}
    answer = client.post(PAGE, form)
    # Whoever is not known any more is sent elsewhere.
    assert answer.headers.get("Location", PAGE) == PAGE
    return answer


def logged(here: Association) -> list[tuple[str, int]]:
    """Every meeting that was held: its local start to the minute, and its length."""
    with here.work() as work:
        rows = work.session.scalars(select(Meeting).order_by(Meeting.local_start, Meeting.id))
        return [
            (one.local_start.isoformat(" ", "minutes"), one.minutes)
            for one in rows
            if one.state == "held"
        ]


def test_form_that_nobody_touches_is_a_meeting_in_two_taps(here: Association, app: Flask) -> None:
    with clock.at(local(2027, 5, 4, 18, 30)):
        mentee, _mentor = pair(here, app)
        assert said(mentee).status_code == 303
    assert logged(here) == [("2027-05-04 17:00", 60)]


def test_leap_day_is_proposed_and_logged(here: Association, app: Flask) -> None:
    with clock.at(local(2028, 2, 29, 18, 0)):
        mentee, mentor = pair(here, app)
        assert said(mentee).status_code == 303
    with clock.at(local(2028, 3, 1, 7, 0)):
        # Before the first usual hour of a day the day before is most likely meant.
        assert Shown(mentor.get(PAGE).text).sent["held_on"] == "29/2/2028"
        assert said(mentor).status_code == 303
    assert logged(here) == [("2028-02-29 17:00", 60)]
    with clock.at(local(2028, 3, 2, 7, 0)):
        assert said(mentee, "2028-02-30").status_code == 422


def test_day_of_summer_time_keeps_the_time_on_the_wall(here: Association, app: Flask) -> None:
    with clock.at(local(2028, 3, 26, 4, 10)):
        mentee, _mentor = pair(here, app)
        # An hour ago by the sun it was ten past two: half past two lies behind, half past four ahead.
        assert said(mentee, "2028-03-26", "02:30").status_code == 303
        assert said(mentee, "2028-03-26", "04:30").status_code == 422
    with clock.at(local(2028, 3, 26, 17, 0)):
        assert said(mentee, "2028-03-26", "17:00").status_code == 303
    assert logged(here) == [("2028-03-26 02:30", 60), ("2028-03-26 17:00", 60)]


def test_hour_that_comes_twice_is_the_first_of_the_two(here: Association, app: Flask) -> None:
    with clock.at(local(2028, 10, 29, 3, 10)):
        mentee, _mentor = pair(here, app)
        assert said(mentee, "2028-10-29", "03:30").status_code == 422
    with clock.at(local(2028, 10, 29, 3, 10).replace(fold=1)):
        assert said(mentee, "2028-10-29", "03:30").status_code == 303
    assert logged(here) == [("2028-10-29 03:30", 60)]


def test_at_midnight_the_day_is_the_one_in_finland(here: Association, app: Flask) -> None:
    with clock.at(local(2027, 6, 2, 0, 10)):
        mentee, _mentor = pair(here, app)
        # In UTC it is still the first.
        assert Shown(mentee.get(PAGE).text).sent["held_on"] == "1/6/2027"
        assert said(mentee, "2027-06-01", "23:00").status_code == 303
        assert said(mentee, "2027-06-02", "00:00").status_code == 303
        assert said(mentee, "2027-06-02", "00:30").status_code == 422
    assert [start for start, _minutes in logged(here)] == ["2027-06-01 23:00", "2027-06-02 00:00"]


def test_meeting_of_tomorrow_cannot_have_been_held(here: Association, app: Flask) -> None:
    with clock.at(local(2027, 6, 2, 23, 50)):
        mentee, _mentor = pair(here, app)
        answer = said(mentee, "2027-06-03", "17:00")
        assert answer.status_code == 422
        assert "has not been held yet" in answer.text
        assert 'value="2027-06-03"' in answer.text
        assert said(mentee, "2027-06-03", "00:30").status_code == 422
        # Clocks differ by a few minutes; a day is no few minutes.
        assert said(mentee, "2027-06-02", "23:54").status_code == 303
    assert logged(here) == [("2027-06-02 23:54", 60)]


def test_topics_are_tapped_and_shown_to_both(here: Association, app: Flask) -> None:
    mentee, mentor = pair(here, app)
    assert said(mentee, talked_about=["interview", "networks"]).status_code == 303
    page = mentor.get(PAGE).text
    assert "Job interview" in page[page.index('id="meetings"') :]
    with here.work() as work:
        [meeting] = work.session.scalars(select(Meeting)).all()
        assert meeting.topics == ["interview", "networks"]
    assert said(mentor, starts="08:00", talked_about=["of-my-own"]).status_code == 422


@pytest.mark.parametrize("guarded", [True, False], ids=["held", "negative-control"])
def test_both_of_a_pair_who_log_the_same_meeting_at_once_log_one(
    here: Association,
    app: Flask,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
) -> None:
    both = pair(here, app)
    forms = [Shown(one.get(PAGE).text).sent for one in both]
    assert forms[0] == forms[1]
    if not guarded:
        monkeypatch.setattr(service, "lock_row", unlocked)
    done = threading.Event()
    began = pause(monkeypatch, service, "hold", lambda: done.is_set() or somebody_waits(deployment))
    answers: list[int] = []

    def send(number: int) -> None:
        answers.append(both[number].post(PAGE, forms[number]).status_code)
        done.set()

    threads = [threading.Thread(target=send, args=(number,)) for number in (0, 1)]
    threads[0].start()
    assert began.wait(10)
    threads[1].start()
    for thread in threads:
        thread.join(30)
    assert answers == [303, 303]
    assert len(logged(here)) == (1 if guarded else 2)
    assert held_events(here) == (1 if guarded else 2)


def unlocked(session: Any, model: Any, row_id: UUID) -> Any:
    """The row as it is read without holding it."""
    return session.scalars(select(model).where(model.id == row_id)).one_or_none()


def held_events(here: Association) -> int:
    """How often it was recorded that a meeting was held."""
    with here.work() as work:
        return len(work.session.scalars(select(Event).where(Event.kind == "meeting.held")).all())
