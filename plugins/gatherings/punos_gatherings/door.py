"""The door of a meeting: who is expected, who is here, who has come unannounced.

A mark says when it was made, and of several the one made last holds, whatever order they come in and
however often. So a phone with a bad line may send what it has, again and again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, select

from punos.plugin import (
    Absent,
    Attendance,
    Enrolment,
    Meeting,
    Membership,
    Person,
    Refused,
    Work,
    add_person,
    clock,
    enrol,
    lock_cycle,
    mark,
    points_at,
    scope,
    settings_of,
    sort_key,
)
from punos_gatherings.access import DOOR
from punos_gatherings.model import EVENT, PARTICIPANT, VISITOR
from punos_gatherings.models import Newcomer, Seat
from punos_gatherings.occasions import begins, cycle_of
from punos_gatherings.places import IN_USE
from punos_gatherings.sign_up import take_part
from punos_gatherings.texts import _staff

OPENS = timedelta(hours=1)
"""How long before the beginning people may come in; the core's `mark` holds the same."""
WRONG_CLOCK = timedelta(minutes=2)
"""A phone whose clock differs by more is not believed: its marks are moved to our time."""


@dataclass(frozen=True)
class AtDoor:
    """Somebody on the list. `seat` is the state of their place, None without one."""

    enrolment_id: UUID
    name: str
    seat: str | None
    here: bool


@dataclass(frozen=True)
class Mark:
    """What was tapped: who, "present" or "absent", and when by the phone's clock (aware)."""

    enrolment_id: UUID
    state: str
    at: datetime


@dataclass(frozen=True)
class Arrival:
    """A newcomer: the page's random token, a first name, and when by the phone's clock (aware)."""

    token: UUID
    given_name: str
    at: datetime


def people_at(work: Work, meeting: Meeting) -> list[AtDoor]:
    """Who is expected or was marked, by first name: one statement, however many they are."""
    rows = work.session.execute(scope(work.actor, _expected(work, meeting), Enrolment, DOOR))
    found = [AtDoor(row.id, _name(row), row.seat, row.mark == "present") for row in rows]
    return sorted(found, key=_by_name)


def others_at(work: Work, meeting: Meeting, people: Iterable[AtDoor]) -> list[AtDoor]:
    """Who takes part in the cycle and is not among these: so that nobody becomes a second person here."""
    known = {one.enrolment_id for one in people}
    query = (
        select(Enrolment.id, Person.given_name, Person.family_name)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Enrolment.cycle_id == cycle_of(work, meeting).id,
            Enrolment.role == PARTICIPANT,
            Enrolment.state == "active",
        )
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, DOOR))
    found = [AtDoor(row.id, _name(row), None, here=False) for row in rows if row.id not in known]
    return sorted(found, key=_by_name)


def is_open(meeting: Meeting) -> bool:
    """Whether people can be marked as present: from an hour before the meeting begins."""
    return meeting.state != "cancelled" and clock.now() >= begins(meeting) - OPENS


def add_newcomer(work: Work, meeting: Meeting, arrival: Arrival) -> Enrolment:
    """Let somebody in who gives a first name, and mark them as present. The same token adds one.

    Raises Refused when newcomers are not taken here, when the door is not open yet and when the
    programme has ended.
    """
    cycle = lock_cycle(work, cycle_of(work, meeting).id)
    query = select(Enrolment).join(Newcomer, points_at(Newcomer.enrolment_id, Enrolment))
    found = work.session.scalars(query.where(Newcomer.token == arrival.token)).one_or_none()
    if found is not None:
        return found
    if not takes_newcomers(work, meeting):
        raise Refused(_staff("Newcomers cannot be added here. Ask them to sign up first."))
    role = VISITOR if meeting.kind == EVENT else PARTICIPANT
    person = add_person(work, given_name=arrival.given_name, language=work.settings.languages[0])
    work.session.flush()
    added = take_part(work, enrol(work, cycle, person, role, answers={}, source="door"))
    if added is None:
        raise Absent
    new = Newcomer(
        meeting_id=meeting.id, token=arrival.token, enrolment_id=added.id, added_at=clock.now()
    )
    work.session.add(new)
    work.session.flush()
    mark(work, meeting.id, added.id, "present", marked_at=arrival.at)
    return added


def takes_newcomers(work: Work, meeting: Meeting) -> bool:
    """Whether the programme lets people come unannounced."""
    return bool(settings_of(work, cycle_of(work, meeting)).get("keep_walk_ins", True))


def take_marks(work: Work, meeting: Meeting, marks: Iterable[Mark]) -> list[UUID]:
    """Write marks down in the order in which they were made; whom they cannot be made for."""
    refused = []
    for one in sorted(marks, key=lambda one: one.at):
        try:
            mark(work, meeting.id, one.enrolment_id, one.state, marked_at=one.at)
        except Absent:  # nobody of this programme: the rest of what the phone sent is kept
            refused.append(one.enrolment_id)
    return refused


def our_time(made: datetime, sent: datetime) -> datetime:
    """When something was made, by our clock; `made` and `sent` are by the phone's.

    A small difference is the way that the message took, so it is left as it is: marks of one phone
    keep their order. A large one is a wrong clock.
    """
    wrong = clock.now() - sent
    return made if abs(wrong) <= WRONG_CLOCK else made + wrong


def moment(milliseconds: int) -> datetime:
    """The moment (aware, UTC) that a browser's number stands for."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _expected(work: Work, meeting: Meeting) -> Select[Any]:
    """Who has a place or waits for one, who signed up for the season, and whoever has a mark.

    Somebody of the season who gave up their place at this date is not expected.
    """
    at_seat = points_at(Seat.enrolment_id, Enrolment) & (Seat.meeting_id == meeting.id)
    at_mark = points_at(Attendance.enrolment_id, Enrolment) & (Attendance.meeting_id == meeting.id)
    in_group = (
        points_at(Membership.enrolment_id, Enrolment)
        & (Membership.group_id == meeting.group_id)
        & Membership.left_on.is_(None)
    )
    seat = case((Seat.state.in_(IN_USE), Seat.state))
    return (
        select(
            Enrolment.id,
            Person.given_name,
            Person.family_name,
            seat.label("seat"),
            Attendance.state.label("mark"),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Seat, at_seat)
        .outerjoin(Attendance, at_mark)
        .outerjoin(Membership, in_group)
        .where(
            Enrolment.cycle_id == cycle_of(work, meeting).id,
            seat.is_not(None)
            | Attendance.id.is_not(None)
            | (Membership.id.is_not(None) & Seat.id.is_(None)),
        )
    )


def _by_name(one: AtDoor) -> tuple[str, str]:
    return sort_key(one.name), str(one.enrolment_id)


def _name(row: Any) -> str:
    return f"{row.given_name} {row.family_name}" if row.family_name else str(row.given_name)
