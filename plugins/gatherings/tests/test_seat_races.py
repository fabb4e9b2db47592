"""Two who act on places at the same moment: each place goes to one, whoever raced whom."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from punos_gatherings import seats as seats_module
from punos_gatherings.places import places_at
from punos_gatherings.seats import expire_due
from sqlalchemy import select

from punos import clock
from punos.enrolments.service import move
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants

from .camps import (
    accept,
    camp,
    cycle,
    host,
    in_group,
    leave,
    mails,
    meeting,
    people,
    resize,
    states,
    take,
)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def at_once(
    first: Callable[[], Any], second: Callable[[], Any], began: threading.Event
) -> tuple[Future[Any], Future[Any]]:
    """Run both; the second begins when the first is in the middle."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert began.wait(20), one.exception(0) if one.done() else "the first never got there"
        other = pool.submit(second)
    return one, other


def race_for_the_last(
    association: Association, patch: pytest.MonkeyPatch, host_id: UUID, two: list[UUID]
) -> list[str]:
    """Both ask for the last place; the second while the first has looked, and not yet taken it."""
    waits = lambda: somebody_waits(association.deployment)  # noqa: E731
    began = pause(patch, seats_module, "_enter", waits)
    one, other = at_once(
        lambda: take(association, host_id, two[0]),
        lambda: take(association, host_id, two[1]),
        began,
    )
    return states(association, [one.result(), other.result()])


@pytest.mark.parametrize("kind", ["camp", "meeting"])
def test_the_last_place_goes_to_one_of_two_who_ask_at_once(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    two = people(association, slug, 2)
    host_id = (
        camp(association, slug, places=1)
        if kind == "camp"
        else meeting(association, slug, capacity=1)
    )
    assert race_for_the_last(association, monkeypatch, host_id, two) == ["taken", "waiting"]
    with association.work() as work:
        assert places_at(work, [host(work, host_id)])[host_id].taken == 1


def unheld(work: Any, found: Any) -> Any:
    """The host as it is read without being held."""
    return work.session.scalars(select(type(found)).where(type(found).id == found.id)).one()


def test_without_the_hold_the_same_race_overfills_the_meeting(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what keeps the last place to one is the hold, and nothing beside it."""
    two = people(association, slug, 2)
    meeting_id = meeting(association, slug, capacity=1)
    monkeypatch.setattr(seats_module, "_held", unheld)
    assert race_for_the_last(association, monkeypatch, meeting_id, two) == ["taken", "taken"]


def test_twenty_who_ask_at_once_fill_three_places_and_wait(
    association: Association, slug: str
) -> None:
    camp_id = camp(association, slug, places=3)
    asking = people(association, slug, 20)
    with ThreadPoolExecutor(8) as pool:
        seats = list(pool.map(lambda one: take(association, camp_id, one), asking))
    found = states(association, seats)
    assert (found.count("taken"), found.count("waiting")) == (3, 17)
    assert len(in_group(association, camp_id)) == 3


def test_one_who_asks_twice_at_once_has_one_seat(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp_id = camp(association, slug, places=2)
    (one,) = people(association, slug, 1)
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )
    first, second = at_once(
        lambda: take(association, camp_id, one), lambda: take(association, camp_id, one), began
    )
    assert first.result() == second.result()
    assert states(association, [first.result()]) == ["taken"]


def offered(association: Association, slug: str) -> tuple[UUID, list[UUID], list[UUID]]:
    """A camp whose one place is offered to the second of three."""
    camp_id = camp(association, slug, places=1)
    asking = people(association, slug, 3)
    seats = [take(association, camp_id, one) for one in asking]
    leave(association, seats[0])
    return camp_id, asking, seats


def expire(association: Association) -> None:
    """What the minute's tick does."""
    with association.work() as work:
        expire_due(work)


def late(act: Callable[[], Any]) -> Any:
    """Do it when the offer has ended. The clock is moved in this thread alone."""
    with clock.at(clock.now() + timedelta(hours=49)):
        return act()


def test_an_offer_accepted_while_it_is_being_ended_is_a_place_when_the_accept_came_first(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp_id, asking, seats = offered(association, slug)
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )
    accepting, ending = at_once(
        lambda: accept(association, seats[1]), lambda: late(lambda: expire(association)), began
    )
    ending.result()
    assert accepting.result() == "taken"
    assert states(association, seats) == ["given_up", "taken", "waiting"]
    assert in_group(association, camp_id) == {asking[1]}
    assert len(mails(association, "gatherings.offer")) == 1


def test_an_offer_accepted_while_it_is_being_ended_has_ended_when_the_end_came_first(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp_id, _asking, seats = offered(association, slug)
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )
    # The one who accepts has an earlier clock: the row decides, not the clock.
    ending, accepting = at_once(
        lambda: late(lambda: expire(association)), lambda: accept(association, seats[1]), began
    )
    ending.result()
    assert accepting.result() == "expired"
    assert states(association, seats) == ["given_up", "expired", "offered"]
    assert in_group(association, camp_id) == set()
    assert len(mails(association, "gatherings.offer")) == 2


def test_two_ticks_at_once_end_an_offer_once(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _camp, _asking, seats = offered(association, slug)
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )
    both = at_once(
        lambda: late(lambda: expire(association)), lambda: late(lambda: expire(association)), began
    )
    for one in both:
        one.result()
    assert states(association, seats) == ["given_up", "expired", "offered"]
    assert len(mails(association, "gatherings.offer")) == 2


def test_two_who_give_up_at_once_offer_two_places_to_two(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp_id = camp(association, slug, places=2)
    seats = [take(association, camp_id, one) for one in people(association, slug, 5)]
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )
    for one in at_once(
        lambda: leave(association, seats[0]), lambda: leave(association, seats[1]), began
    ):
        one.result()
    assert states(association, seats) == ["given_up", "given_up", "offered", "offered", "waiting"]
    assert len(mails(association, "gatherings.offer")) == 2


def test_more_places_and_one_given_up_at_once_offer_each_place_once(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp_id = camp(association, slug, places=1)
    seats = [take(association, camp_id, one) for one in people(association, slug, 4)]
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )
    for one in at_once(
        lambda: leave(association, seats[0]), lambda: resize(association, camp_id, places=2), began
    ):
        one.result()
    assert states(association, seats) == ["given_up", "offered", "offered", "waiting"]


def test_whoever_leaves_the_programme_while_accepting_has_no_place_in_the_end(
    association: Association, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp_id, asking, seats = offered(association, slug)
    began = pause(
        monkeypatch, seats_module, "_enter", lambda: somebody_waits(association.deployment)
    )

    def withdraw() -> None:
        with association.work() as work:
            move(work, asking[1], "withdrawn")

    accepting, leaving = at_once(lambda: accept(association, seats[1]), withdraw, began)
    leaving.result()
    assert accepting.result() == "taken"
    assert states(association, seats) == ["given_up", "given_up", "offered"]
    assert in_group(association, camp_id) == set()
