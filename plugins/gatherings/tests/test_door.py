"""The door: taps without scripts, what a phone sends late, twice or out of order, and newcomers."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from punos_gatherings.occasions import About, begins, cancel_occasion, change_occasion, occasion_of
from punos_gatherings.seats import take_seat
from punos_gatherings.views import door as door_views
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug
from punos.web.files import static_url
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .seasons import cycle, event, marks, milliseconds, post_json, season, state_of


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


@pytest.fixture
def meeting_id(association: Association, slug: str) -> UUID:
    return season(association, slug)[0]


@pytest.fixture
def people(association: Association, slug: str, meeting_id: UUID) -> list[UUID]:
    """Three with a place, which they took before the evening."""
    with clock.at(datetime.now(UTC)):
        found = [association.enrol(slug, "participant", state="taking_part") for _one in range(3)]
        with association.work() as work:
            meeting = occasion_of(work, meeting_id).meeting
            query = select(Enrolment).order_by(Enrolment.id)
            for enrolment in work.session.scalars(query).all():
                take_seat(work, meeting, enrolment)
    return found


@pytest.fixture
def evening(association: Association, meeting_id: UUID) -> Iterator[datetime]:
    """A quarter of an hour after the meeting has begun."""
    with association.work() as work:
        now = begins(occasion_of(work, meeting_id).meeting) + timedelta(minutes=15)
    with clock.at(now):
        yield now


@pytest.fixture
def facilitator(association: Association, app: Flask, evening: datetime) -> Client:
    return association.signed_in(Client(app), "facilitator")


def batch(*taps: tuple[UUID, str, datetime], sent: datetime | None = None) -> dict[str, Any]:
    """What the script sends: who, how, when by the phone's clock."""
    return {
        "sent": milliseconds(sent or clock.now()),
        "marks": [
            {"who": str(who), "state": state, "at": milliseconds(at)} for who, state, at in taps
        ],
        "newcomers": [],
    }


def arrival(name: str, at: datetime, token: UUID | None = None) -> dict[str, Any]:
    newcomer = {"token": str(token or uuid4()), "given_name": name, "at": milliseconds(at)}
    return {"sent": milliseconds(clock.now()), "marks": [], "newcomers": [newcomer]}


def open_door(client: Client, meeting_id: UUID) -> str:
    answer = client.get(f"/gatherings/door/{meeting_id}")
    assert answer.status_code == 200
    return answer.text


def test_a_tap_marks_and_another_takes_it_back_without_scripts(
    association: Association, facilitator: Client, meeting_id: UUID, people: list[UUID]
) -> None:
    page = open_door(facilitator, meeting_id)
    assert page.count('aria-pressed="false"') == 3
    assert "0 people are here" in page
    for state, count in (("present", "1 person is here"), ("absent", "0 people are here")):
        (row,) = re.findall(
            rf'<li id="p-{people[0]}".*?</li>', open_door(facilitator, meeting_id), re.DOTALL
        )
        assert f'name="state" value="{state}"' in row
        answer = facilitator.post(
            f"/gatherings/door/{meeting_id}/mark", {"who": str(people[0]), "state": state}
        )
        assert answer.headers["Location"].endswith(f"#p-{people[0]}")
        assert count in facilitator.follow(answer).text
        assert marks(association, meeting_id) == {people[0]: state}
    assert state_of(association, meeting_id) == "held"


def test_marks_sent_twice_are_the_same_as_sent_once(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
) -> None:
    open_door(facilitator, meeting_id)
    sent = batch((people[0], "present", evening), (people[1], "present", evening))
    answers = [
        post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent).get_json()
        for _time in range(2)
    ]
    assert answers[0] == answers[1]
    assert set(answers[0]["here"]) == {str(people[0]), str(people[1])}
    assert marks(association, meeting_id) == dict.fromkeys(people[:2], "present")


def _out_of_order(
    association: Association, client: Client, meeting_id: UUID, who: UUID, now: datetime
) -> str:
    """A tap, its undo half a minute later, and the first batch arriving after the second."""
    open_door(client, meeting_id)
    first = batch((who, "present", now - timedelta(seconds=60)))
    second = batch((who, "absent", now - timedelta(seconds=30)))
    for sent in (second, first, second, first):
        post_json(client, f"/gatherings/door/{meeting_id}/marks", sent)
    return marks(association, meeting_id)[who]


def test_marks_that_arrive_out_of_order_leave_what_was_tapped_last(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
) -> None:
    found = _out_of_order(association, facilitator, meeting_id, people[0], evening)
    assert found == "absent"


def test_control_marks_that_count_from_their_arrival_are_noticed(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door_views, "our_time", lambda _made, _sent: clock.now())
    found = _out_of_order(association, facilitator, meeting_id, people[0], evening)
    assert found == "present"


@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-400), timedelta(hours=-2)])
def test_phone_with_a_wrong_clock_is_put_right(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
    wrong: timedelta,
) -> None:
    page = f"/gatherings/door/{meeting_id}"
    who = people[0]
    open_door(facilitator, meeting_id)
    # Another phone, which is right, marked a minute ago; the wrong one, half a minute ago.
    post_json(facilitator, f"{page}/marks", batch((who, "absent", evening - timedelta(seconds=60))))
    late = evening + wrong
    tap = (who, "present", late - timedelta(seconds=30))
    post_json(facilitator, f"{page}/marks", batch(tap, sent=late))
    assert marks(association, meeting_id)[who] == "present"
    # And whatever comes after it, wins.
    with clock.at(evening + timedelta(seconds=5)):
        facilitator.post(f"{page}/mark", {"who": str(who), "state": "absent"})
    assert marks(association, meeting_id)[who] == "absent"


def test_mark_from_the_future_counts_as_made_now(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
) -> None:
    page = f"/gatherings/door/{meeting_id}"
    open_door(facilitator, meeting_id)
    ahead = evening + timedelta(hours=5)
    post_json(facilitator, f"{page}/marks", batch((people[0], "present", ahead)))
    with clock.at(evening + timedelta(minutes=1)):
        facilitator.post(f"{page}/mark", {"who": str(people[0]), "state": "absent"})
    assert marks(association, meeting_id)[people[0]] == "absent"


def test_newcomer_comes_in_by_first_name_once(
    association: Association, facilitator: Client, meeting_id: UUID, evening: datetime
) -> None:
    page = open_door(facilitator, meeting_id)
    (once,) = re.findall(r'name="once" value="([^"]+)"', page)
    for _time in range(2):
        answer = facilitator.post(
            f"/gatherings/door/{meeting_id}/newcomer", {"given_name": "Amina", "once": once}
        )
        assert "Amina" in facilitator.follow(answer).text
    with association.work() as work:
        (person,) = work.session.scalars(select(Person))
        (enrolment,) = work.session.scalars(select(Enrolment))
    assert (person.given_name, person.family_name, person.email) == ("Amina", None, None)
    assert (enrolment.role, enrolment.model_state, enrolment.source) == (
        "participant", "taking_part", "door",
    )  # fmt: skip
    assert marks(association, meeting_id) == {enrolment.id: "present"}


def test_newcomer_kept_on_a_phone_is_added_once_however_often_it_is_sent(
    association: Association, facilitator: Client, meeting_id: UUID, evening: datetime
) -> None:
    open_door(facilitator, meeting_id)
    sent = arrival("Amina", evening - timedelta(minutes=3))
    answers = [
        post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent).get_json()
        for _time in range(3)
    ]
    assert answers[0] == answers[2]
    (who,) = answers[0]["newcomers"].values()
    assert marks(association, meeting_id) == {UUID(who): "present"}
    # Taken back meanwhile, a late copy does not bring them back.
    facilitator.post(f"/gatherings/door/{meeting_id}/mark", {"who": who, "state": "absent"})
    post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent)
    assert marks(association, meeting_id) == {UUID(who): "absent"}


def test_newcomer_without_a_name_is_asked_again(
    association: Association, facilitator: Client, meeting_id: UUID
) -> None:
    open_door(facilitator, meeting_id)
    once = str(uuid4())
    answer = facilitator.post(
        f"/gatherings/door/{meeting_id}/newcomer", {"given_name": " ", "once": once}
    )
    assert answer.status_code == 422
    assert f'value="{once}"' in answer.text
    with association.work() as work:
        assert work.session.scalars(select(Person)).all() == []


def test_newcomer_at_an_event_is_a_visitor(
    association: Association, facilitator: Client, slug: str, evening: datetime
) -> None:
    clinic = event(association, slug, hours=0)
    open_door(facilitator, clinic)
    post_json(facilitator, f"/gatherings/door/{clinic}/marks", arrival("Amina", clock.now()))
    with association.work() as work:
        assert [one.role for one in work.session.scalars(select(Enrolment))] == ["visitor"]


def test_programme_that_takes_no_newcomers_has_no_line_for_them(
    association: Association, app: Flask
) -> None:
    slug = association.cycle(model="gatherings", settings={"keep_walk_ins": False})
    meeting = event(association, slug, hours=0)
    facilitator = association.signed_in(Client(app), "facilitator")
    assert "Add a newcomer" not in open_door(facilitator, meeting)
    sent = {"given_name": "Amina", "once": str(uuid4())}
    assert facilitator.post(f"/gatherings/door/{meeting}/newcomer", sent).status_code == 409


def test_door_of_a_meeting_that_has_not_begun_is_read_only(
    association: Association, app: Flask, meeting_id: UUID, people: list[UUID]
) -> None:
    facilitator = association.signed_in(Client(app), "facilitator")
    page = open_door(facilitator, meeting_id)
    assert "The door opens at 13:00." in page
    assert '<form method="post" action="/gatherings/door' not in page
    for name, sent in (
        ("mark", {"who": str(people[0]), "state": "present"}),
        ("newcomer", {"given_name": "Amina", "once": str(uuid4())}),
    ):
        assert facilitator.post(f"/gatherings/door/{meeting_id}/{name}", sent).status_code == 409
    sent = batch((people[0], "present", clock.now()))
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent)
    assert answer.status_code == 409
    assert marks(association, meeting_id) == {}
    assert state_of(association, meeting_id) == "planned"


def test_cancelled_meeting_takes_no_marks(
    association: Association, facilitator: Client, meeting_id: UUID, people: list[UUID]
) -> None:
    with association.work() as work:
        cancel_occasion(work, occasion_of(work, meeting_id), "Storm")
    page = open_door(facilitator, meeting_id)
    assert "This meeting is cancelled" in page
    tap = {"who": str(people[0]), "state": "present"}
    assert facilitator.post(f"/gatherings/door/{meeting_id}/mark", tap).status_code == 404
    sent = batch((people[0], "present", clock.now()))
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent)
    assert answer.status_code == 404


def test_facilitator_sees_names_and_the_meeting_and_nothing_else(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    slug: str,
) -> None:
    with association.work() as work:
        about = About(aim={"en": "Finding work"})
        change_occasion(work, occasion_of(work, meeting_id), about, [("expert", "Testi Vieras")])
    page = open_door(facilitator, meeting_id)
    assert "Finding work" in page
    assert "Testi Vieras" in page
    assert page.count(association.canary) >= 3
    assert "@people.example.org" not in page
    assert f"/gatherings/dates/{meeting_id}" not in page
    assert facilitator.get(f"/gatherings/{slug}").status_code == 200
    assert facilitator.get(f"/cycles/{slug}/applicants").status_code == 404
    assert facilitator.get("/people").status_code == 404


@pytest.mark.parametrize("role", ["adviser", "readonly", "contact"])
def test_only_who_keeps_the_door_sees_it(
    association: Association, app: Flask, meeting_id: UUID, people: list[UUID], role: str
) -> None:
    other = association.signed_in(Client(app), role)
    assert other.get(f"/gatherings/door/{meeting_id}").status_code == 404
    tap = {"who": str(people[0]), "state": "present"}
    assert other.post(f"/gatherings/door/{meeting_id}/mark", tap).status_code == 404
    sent = batch((people[0], "present", clock.now()))
    assert post_json(other, f"/gatherings/door/{meeting_id}/marks", sent).status_code == 404


def test_marks_for_others_are_left_out_and_the_rest_is_kept(
    association: Association,
    tenants: Tenants,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
) -> None:
    other = tenants.make()
    stranger = other.enrol(cycle(other), "participant", state="taking_part")
    pairs = association.enrol(association.cycle(), "mentee")
    open_door(facilitator, meeting_id)
    sent = batch(*((who, "present", evening) for who in (stranger, people[0], pairs, uuid4())))
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent).get_json()
    assert answer["here"] == [str(people[0])]
    assert len(answer["refused"]) == 3
    for who in (stranger, pairs):
        tap = {"who": str(who), "state": "present"}
        assert facilitator.post(f"/gatherings/door/{meeting_id}/mark", tap).status_code == 404
    assert set(marks(association, meeting_id)) == {people[0]}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"sent": "soon"},
        {"sent": 1, "marks": [{"who": "nobody", "state": "present", "at": 1}]},
        {"sent": 1, "marks": [{"who": str(UUID(int=1)), "state": "excused", "at": 1}]},
        {"sent": 1, "marks": [{"who": str(UUID(int=1)), "state": "present", "at": 10**30}]},
        {"sent": 1, "newcomers": [{"token": str(UUID(int=1)), "given_name": "\x00", "at": 1}]},
        {"sent": 1, "newcomers": [{"token": str(UUID(int=1)), "given_name": "x" * 200, "at": 1}]},
        {"sent": 1, "marks": [{"who": str(UUID(int=1)), "state": "present", "at": 1}] * 501},
    ],
)
def test_what_no_page_sends_is_refused_whole(
    association: Association, facilitator: Client, meeting_id: UUID, sent: Any
) -> None:
    open_door(facilitator, meeting_id)
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent)
    assert answer.status_code == 400
    assert marks(association, meeting_id) == {}


def test_marks_need_the_browsers_own_token_and_somebody_signed_in(
    association: Association,
    app: Flask,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
) -> None:
    path = f"/gatherings/door/{meeting_id}/marks"
    sent = batch((people[0], "present", evening))
    assert post_json(facilitator, path, sent, token="0" * 64).status_code == 400
    nobody = Client(app, association.host)
    nobody.get("/sign-in")
    answer = post_json(nobody, path, sent)
    # The script takes a redirect as: sign in again, nothing is lost.
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/")
    assert marks(association, meeting_id) == {}


def test_today_leads_to_tonights_door(
    association: Association, facilitator: Client, meeting_id: UUID, slug: str
) -> None:
    page = facilitator.get("/today").text
    assert f'href="/gatherings/door/{meeting_id}"' in page
    with clock.at(clock.now() + timedelta(days=1)):
        other = association.signed_in(Client(facilitator.app), "facilitator")
        assert "/gatherings/door/" not in other.get("/today").text


def test_doors_script_is_served_and_named_by_the_page(
    facilitator: Client, meeting_id: UUID, app: Flask
) -> None:
    page = open_door(facilitator, meeting_id)
    for name, kind in (("door.js", "text/javascript"), ("door.css", "text/css")):
        address = static_url(f"gatherings/{name}")
        assert address in page
        with app.test_client().get(address) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == kind
            assert "immutable" in answer.headers["Cache-Control"]


def test_door_stands_in_a_cycle_that_is_closed_but_marks_nobody_new(
    association: Association, facilitator: Client, meeting_id: UUID, slug: str
) -> None:
    with association.work() as work:
        cycle_by_slug(work, slug).state = "closed"
    page = open_door(facilitator, meeting_id)
    assert "Add a newcomer" not in page
    sent = {"given_name": "Amina", "once": str(uuid4())}
    answer = facilitator.post(f"/gatherings/door/{meeting_id}/newcomer", sent)
    assert answer.status_code == 409
