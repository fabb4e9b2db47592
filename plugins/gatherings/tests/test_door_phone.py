"""What a phone with a bad line or a wrong clock sends from the door: late, twice, out of order."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from punos_gatherings.views import door as door_views

from punos import clock
from punos.web.files import static_url
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .seasons import arrival, batch, cycle, marks, open_door, post_json


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


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


@pytest.mark.parametrize("name", ["Amina 131052-308T", "\x00", "x" * 200, {"a": 1}])
def test_name_that_cannot_be_kept_does_not_hold_up_the_rest(
    association: Association,
    facilitator: Client,
    meeting_id: UUID,
    people: list[UUID],
    evening: datetime,
    name: Any,
) -> None:
    open_door(facilitator, meeting_id)
    sent, unfit = batch((people[0], "present", evening)), arrival("", evening)["newcomers"][0]
    good = arrival("Berit", evening)["newcomers"][0]
    sent["newcomers"] = [unfit | {"given_name": name}, good]
    answer = post_json(facilitator, f"/gatherings/door/{meeting_id}/marks", sent).get_json()
    assert answer["newcomers"].keys() == {good["token"]}
    assert answer["unfit"].keys() == {unfit["token"]}
    assert all("First name" in said for said in answer["unfit"].values())
    assert sorted(answer["here"]) == sorted([str(people[0]), *answer["newcomers"].values()])


def test_body_that_is_nested_too_deep_is_refused(
    facilitator: Client, meeting_id: UUID, evening: datetime
) -> None:
    open_door(facilitator, meeting_id)
    answer = facilitator._client.post(
        f"/gatherings/door/{meeting_id}/marks",
        base_url=f"http://{facilitator.host}",
        data="[" * 100_000,
        headers={"X-CSRF-Token": facilitator._token, "Content-Type": "application/json"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"sent": "soon"},
        {"sent": 1, "marks": [{"who": "nobody", "state": "present", "at": 1}]},
        {"sent": 1, "marks": [{"who": str(UUID(int=1)), "state": "excused", "at": 1}]},
        {"sent": 1, "marks": [{"who": str(UUID(int=1)), "state": "present", "at": 10**30}]},
        {"sent": 1, "newcomers": [{"token": "1", "given_name": "\x00", "at": 1}]},
        {"sent": 1, "newcomers": [3, {"token": str(UUID(int=1)), "given_name": "\x00", "at": 1}]},
        {"sent": 1, "newcomers": None},
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
