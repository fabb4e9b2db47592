"""What a pair wants to reach: set by the pair or by the programme, and marked by either of the two."""

import pytest
from flask import Flask
from sqlalchemy import select

from punos.groups.models import GroupGoal
from punos.groups.service import end_group
from tests.agreements.pairs import Pair, make_pair
from tests.support.tenants import Tenants

NETWORK, COURAGE = "I know three people of my field.", "I dare to call an employer."
OF_ALL = {
    "by": "programme",
    "text": {"en": "Everybody finds a way to working life.", "fi": "Tie työhön."},
}


@pytest.fixture
def pair(tenants: Tenants, app: Flask) -> Pair:
    return make_pair(tenants, app)


def aims(pair: Pair) -> list[tuple[str, str, str]]:
    """Source, text and state of each aim, the oldest first."""
    with pair.association.work() as work:
        query = select(GroupGoal).order_by(GroupGoal.id)
        return [(one.source, one.text, one.state) for one in work.session.scalars(query)]


def path(pair: Pair, more: str = "") -> str:
    return f"/my/group/{pair.group}/aims{more}"


def goal_id(pair: Pair) -> str:
    with pair.association.work() as work:
        return str(work.session.scalars(select(GroupGoal.id)).one())


def test_pair_writes_down_its_aims_and_each_of_the_two_marks_them(pair: Pair) -> None:
    aila, berit = pair.browser(pair.mentee), pair.browser(pair.mentor)
    page = aila.get("/my/group").text
    assert "Talk about it when you first meet, and write it down here." in page
    assert path(pair) in page
    aila.get(path(pair))
    for text in (NETWORK, NETWORK, COURAGE):
        assert aila.post(path(pair), {"text": text}).status_code == 303
    assert aims(pair) == [("group", NETWORK, "open"), ("group", COURAGE, "open")]
    assert NETWORK in berit.get("/my/group").text
    berit.get(path(pair))
    with pair.association.work() as work:
        query = select(GroupGoal.id).where(GroupGoal.text == NETWORK)
        first = work.session.scalars(query).one()
    berit.post(path(pair, f"/{first}"), {"state": "reached"})
    assert ("group", NETWORK, "reached") in aims(pair)
    staff = pair.staff().get(f"/groups/{pair.group}").text
    assert NETWORK in staff
    assert COURAGE in staff
    assert "Reached" in staff


def test_aim_is_said_in_other_words_and_taken_out(pair: Pair) -> None:
    aila = pair.browser(pair.mentee)
    aila.get(path(pair))
    aila.post(path(pair), {"text": NETWORK})
    one = path(pair, f"/{goal_id(pair)}")
    aila.post(one, {"text": COURAGE})
    assert aims(pair) == [("group", COURAGE, "open")]
    aila.post(one, {"state": "dropped"})
    assert COURAGE not in aila.get(path(pair)).text
    assert COURAGE not in aila.get("/my/group").text


def test_empty_aim_is_asked_for_again(pair: Pair) -> None:
    aila = pair.browser(pair.mentee)
    aila.get(path(pair))
    assert aila.post(path(pair), {"text": "  "}).status_code == 422
    assert aims(pair) == []


def test_aims_of_others_are_not_to_be_seen_nor_changed(
    pair: Pair, tenants: Tenants, app: Flask
) -> None:
    aila = pair.browser(pair.mentee)
    aila.get(path(pair))
    aila.post(path(pair), {"text": NETWORK})
    other = make_pair(tenants, app)
    stranger = other.browser(other.mentee)
    stranger.get(path(other))
    assert stranger.get(path(pair)).status_code == 404
    theirs = f"/my/group/{other.group}/aims/{goal_id(pair)}"
    assert stranger.post(theirs, {"state": "dropped"}).status_code == 404
    assert aims(pair) == [("group", NETWORK, "open")]


def test_aim_of_the_programme_stands_in_every_pair_and_is_only_marked(
    tenants: Tenants, app: Flask
) -> None:
    pair = make_pair(tenants, app, goals=OF_ALL)
    aila = pair.browser(pair.mentee)
    page = aila.get("/my/group", headers={"Accept-Language": "fi"}).text
    assert "Tie työhön." in page
    page = aila.get(path(pair)).text
    assert OF_ALL["text"]["en"] in page  # type: ignore[index]
    assert aila.post(path(pair), {"text": NETWORK}).status_code == 404
    for state in ("reached", "open", "reached"):
        assert aila.post(path(pair, "/common"), {"state": state}).status_code == 303
        assert [one[2] for one in aims(pair)] == [state]
    assert aila.post(path(pair, f"/{goal_id(pair)}"), {"state": "dropped"}).status_code == 404
    assert "Reached" in pair.staff().get(f"/groups/{pair.group}").text


def test_aims_of_a_pair_that_has_ended_are_kept_and_not_changed(pair: Pair) -> None:
    aila = pair.browser(pair.mentee)
    aila.get(path(pair))
    aila.post(path(pair), {"text": NETWORK})
    with pair.association.work() as work:
        end_group(work, pair.group, "coordinator")
    assert aila.post(path(pair), {"text": COURAGE}).status_code == 404
    assert NETWORK in pair.staff().get(f"/groups/{pair.group}").text


def test_pair_writes_down_no_more_than_can_be_reached(pair: Pair) -> None:
    aila = pair.browser(pair.mentee)
    aila.get(path(pair))
    answers = [aila.post(path(pair), {"text": f"Aim {number}"}) for number in range(13)]
    assert [answer.status_code for answer in answers] == [303] * 12 + [409]
