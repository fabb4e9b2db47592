"""Who was at a meeting: marks that come late, twice, and in any order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import permutations
from threading import Barrier
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.audit.models import AuditEvent
from punos.errors import Absent, Refused
from punos.events.models import Event
from punos.ids import new_id
from punos.meetings.attendance import attendance_of
from punos.meetings.models import Attendance, Meeting
from punos.meetings.planning import (
    Host,
    cancel_meeting,
    hold_meeting,
    mark,
    move_meeting,
    plan_meeting,
)
from punos.programmes.service import cycle_by_slug
from tests.groups.conftest import Circles

MINUTE = timedelta(minutes=1)


def local(from_now: timedelta) -> datetime:
    """A local time so far from now."""
    there = clock.now().astimezone(ZoneInfo("Europe/Helsinki"))
    return (there + from_now).replace(tzinfo=None, second=0, microsecond=0)


def planned(here: Circles, from_now: timedelta = timedelta(hours=-2), whose: str = "cycle") -> UUID:
    with here.work() as work:
        cycle = cycle_by_slug(work, here.slug)
        hosts: dict[str, Host] = {"cycle": cycle, "programme": cycle.programme, "association": None}
        host = hosts[whose]
        return plan_meeting(work, host, kind="day", local_start=local(from_now), minutes=60).id


def marked(
    here: Circles, meeting_id: UUID, enrolment_id: UUID, state: str, minutes_ago: float = 0
) -> bool:
    with here.work() as work:
        made = clock.now() - minutes_ago * MINUTE
        return mark(work, meeting_id, enrolment_id, state, marked_at=made)


def stands(here: Circles, meeting_id: UUID) -> dict[UUID, str]:
    with here.work() as work:
        return attendance_of(work, meeting_id)


def state_of(here: Circles, meeting_id: UUID) -> str:
    with here.work() as work:
        return work.session.scalars(select(Meeting.state).where(Meeting.id == meeting_id)).one()


def held_events(here: Circles) -> int:
    with here.work() as work:
        query = select(func.count()).select_from(Event).where(Event.kind == "meeting.held")
        return work.session.scalar(query) or 0


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_mark_made_last_holds_in_whatever_order_they_arrive(
    here: Circles, order: tuple[int, ...]
) -> None:
    guest, meeting_id = here.person("Vieno"), planned(here)
    marks = (("present", 30), ("absent", 20), ("excused", 10))
    for number in (*order, *order):
        marked(here, meeting_id, guest, *marks[number])
    assert stands(here, meeting_id) == {guest: "excused"}


@pytest.mark.parametrize("order", [*permutations(("absent", "excused", "present"))], ids=str)
def test_marks_of_one_moment_leave_the_same_whatever_their_order(
    here: Circles, order: tuple[str, ...]
) -> None:
    guest, meeting_id, moment = here.person("Vieno"), planned(here), clock.now() - MINUTE
    for state in order:
        with here.work() as work:
            mark(work, meeting_id, guest, state, marked_at=moment)
    assert stands(here, meeting_id) == {guest: "present"}


def test_mark_says_whether_it_holds(here: Circles) -> None:
    guest, meeting_id = here.person("Vieno"), planned(here)
    assert marked(here, meeting_id, guest, "present", 10)
    assert not marked(here, meeting_id, guest, "absent", 20)
    assert marked(here, meeting_id, guest, "absent", 5)


def test_mark_from_the_future_counts_as_made_now(here: Circles) -> None:
    guest, meeting_id = here.person("Vieno"), planned(here)
    marked(here, meeting_id, guest, "absent", -10_000)
    with here.work() as work:
        assert work.session.scalars(select(Attendance.marked_at)).one() <= clock.now()
    assert marked(here, meeting_id, guest, "present"), "so a later one still wins"
    assert stands(here, meeting_id) == {guest: "present"}


def test_first_mark_holds_a_meeting_that_has_begun_once(here: Circles) -> None:
    first, second = here.person("Vieno"), here.person("Aune")
    meeting_id = planned(here)
    for guest in (first, second, first):
        marked(here, meeting_id, guest, "present")
    assert state_of(here, meeting_id) == "held"
    assert held_events(here) == 1


def test_many_who_mark_at_once_hold_the_meeting_once(here: Circles) -> None:
    guests = [here.person(f"Vieno{number}") for number in range(4)]
    meeting_id, gate, moment = planned(here), Barrier(8), clock.now() - MINUTE

    def send(number: int) -> bool:
        gate.wait()
        with here.work() as work:
            return mark(work, meeting_id, guests[number % 4], "present", marked_at=moment)

    with ThreadPoolExecutor(8) as phones:
        assert all(phones.map(send, range(8)))
    assert stands(here, meeting_id) == dict.fromkeys(guests, "present")
    assert held_events(here) == 1


def test_people_may_come_in_within_the_hour_before(here: Circles) -> None:
    guest, meeting_id = here.person("Vieno"), planned(here, timedelta(minutes=30))
    marked(here, meeting_id, guest, "present")
    assert state_of(here, meeting_id) == "held"


def test_ahead_of_a_meeting_people_are_excused_but_not_present(here: Circles) -> None:
    guest, other = here.person("Vieno"), here.person("Aune")
    meeting_id = planned(here, timedelta(days=3))
    marked(here, meeting_id, guest, "excused")
    with pytest.raises(Refused):
        marked(here, meeting_id, other, "present")
    assert (state_of(here, meeting_id), held_events(here)) == ("planned", 0)
    with here.work() as work:
        move_meeting(work, meeting_id, local(timedelta(hours=-3)))
    with here.work() as work:
        hold_meeting(work, meeting_id, {guest: "absent", other: "present"})
    assert stands(here, meeting_id) == {guest: "absent", other: "present"}


def test_nobody_is_marked_at_a_cancelled_meeting_or_one_that_is_not_theirs(here: Circles) -> None:
    guest, cancelled, meeting_id = here.person("Vieno"), planned(here), planned(here)
    with here.work() as work:
        cancel_meeting(work, cancelled)
    here.plan()
    stranger = here.person("Outi")
    for meeting, enrolment in (
        (cancelled, guest),
        (meeting_id, stranger),
        (meeting_id, new_id()),
        (new_id(), guest),
    ):
        with pytest.raises(Absent):
            marked(here, meeting, enrolment, "present")
    assert stands(here, meeting_id) == {}


@pytest.mark.parametrize("whose", ["cycle", "programme", "association"])
def test_guest_is_marked_at_each_kind_of_meeting(here: Circles, whose: str) -> None:
    guest, meeting_id = here.person("Vieno"), planned(here, whose=whose)
    assert marked(here, meeting_id, guest, "present")


def test_planned_meeting_is_moved_and_one_that_was_held_is_not(here: Circles) -> None:
    meeting_id = planned(here, timedelta(days=3))
    there = local(timedelta(days=5))
    for _twice in range(2):
        with here.work() as work:
            move_meeting(work, meeting_id, there, place="Kirjasto")
    with here.work() as work:
        moved = move_meeting(work, meeting_id, there)
        assert (moved.local_start, moved.place) == (there, "Kirjasto")
        query = select(AuditEvent.fields).where(AuditEvent.action == "meeting.moved")
        assert work.session.scalars(query).all() == [["local_start", "place"]]
    held, guest = planned(here), here.person("Vieno")
    marked(here, held, guest, "present")
    with pytest.raises(Absent), here.work() as work:
        move_meeting(work, held, there)
