"""What is known of trainings: who may come, who has a place, who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import known_state
from punos.errors import Absent
from punos.meetings.models import Attendance, Meeting
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.texts import Text, pick
from punos.trainings.models import Training, TrainingCycle, TrainingPlace
from punos.work import Work

ORDER = {"signed": 0, "waiting": 1, None: 2, "cancelled": 3}


class Expected(NamedTuple):
    """Somebody who has a place, waits, was there, or may come. `mark`: present, absent, excused, None."""

    enrolment_id: UUID
    name: str
    role: str
    cycle: Cycle
    place: str | None
    mark: str | None


@dataclass(frozen=True)
class Own:
    """A training as somebody sees it who may come. `taken` counts those who have a place."""

    training: Training
    enrolment_id: UUID
    place: str | None
    taken: int
    waiting: int

    def title(self, language: str) -> Text:
        """What it is called."""
        return pick(self.training.titles, language)

    def about(self, language: str) -> Text:
        """What it is about; the empty text where nothing is said."""
        return pick(self.training.abouts, language)

    @property
    def is_open(self) -> bool:
        """Whether one can sign up."""
        return is_open(self.training)

    @property
    def has_begun(self) -> bool:
        """Whether it is too late to cancel."""
        return has_begun(self.training)

    @property
    def is_full(self) -> bool:
        """Whether whoever signs up now waits for a seat."""
        seats = self.training.seats
        return seats is not None and (self.taken >= seats or self.waiting > 0)


def training_by_id(work: Work, training_id: UUID) -> Training:
    """A training with its meeting and programme, as they are now. Raises Absent."""
    query = select(Training).where(Training.id == training_id).options(*_WITH_IT)
    # Read again where it was read before it was held: the meeting may be cancelled since.
    fresh = query.execution_options(populate_existing=True)
    found = work.session.scalars(fresh).one_or_none()
    if found is None:
        raise Absent
    return found


_WITH_IT = (joinedload(Training.meeting), joinedload(Training.programme))


def has_begun(training: Training) -> bool:
    """Whether its time has come."""
    meeting = training.meeting
    start: datetime = meeting.local_start.replace(tzinfo=ZoneInfo(meeting.zone))
    return start <= clock.now()


def is_open(training: Training) -> bool:
    """Whether people can sign up: it is planned, lies ahead, and its last day for it is not over."""
    if training.meeting.state != "planned" or has_begun(training):
        return False
    return training.sign_up_until is None or clock.today() <= training.sign_up_until


def placed(work: Work, training: Training, *states: str) -> list[TrainingPlace]:
    """The places in these states, in the order in which they were asked for; each with its person."""
    enrolment = joinedload(TrainingPlace.enrolment)
    query = (
        select(TrainingPlace)
        .where(TrainingPlace.training_id == training.id, TrainingPlace.state.in_(states))
        .options(
            enrolment.joinedload(Enrolment.person),
            enrolment.joinedload(Enrolment.cycle).joinedload(Cycle.programme),
        )
        .order_by(TrainingPlace.signed_at, TrainingPlace.id)
        .execution_options(populate_existing=True)
    )
    return list(work.session.scalars(query))


def may_come() -> ColumnElement[bool]:
    """In a query over Training and Enrolment joined to TrainingCycle: whether these may come."""
    return and_(
        Enrolment.cycle_id == TrainingCycle.cycle_id,
        Enrolment.tenant_id == TrainingCycle.tenant_id,
        Enrolment.state == "active",
        or_(
            func.jsonb_array_length(Training.roles) == 0,
            Training.roles.has_key(Enrolment.role),
        ),
    )


def candidates(training: Training) -> Select[Any]:
    """Everybody who may come: a query over Enrolment."""
    return (
        select(Enrolment)
        .join(TrainingCycle, TrainingCycle.cycle_id == Enrolment.cycle_id)
        .join(Training, points_at(TrainingCycle.training_id, Training))
        .where(Training.id == training.id, may_come())
    )


def takes_part(work: Work, enrolment: Enrolment) -> bool:
    """Whether they take part and know it: whoever is accepted and was not told would be told by this."""
    return known_state(model_of(work, enrolment.cycle), enrolment).core == "active"


def expected_at(work: Work, training: Training, *, everybody: bool = False) -> list[Expected]:
    """Whoever has a place or waits, or has a mark; with `everybody` all who may come: one statement."""
    allowed = candidates(training).with_only_columns(Enrolment.id)
    known = or_(TrainingPlace.state.in_(("signed", "waiting")), Attendance.id.is_not(None))
    query = (
        select(Enrolment, Person, Cycle, TrainingPlace.state, Attendance.state)
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .outerjoin(
            TrainingPlace,
            points_at(TrainingPlace.enrolment_id, Enrolment)
            & (TrainingPlace.training_id == training.id),
        )
        .outerjoin(
            Attendance,
            points_at(Attendance.enrolment_id, Enrolment)
            & (Attendance.meeting_id == training.meeting_id),
        )
        .where(or_(known, Enrolment.id.in_(allowed)) if everybody else known)
        .order_by(Person.sort_key, Enrolment.id)
    )
    rows = work.session.execute(query)
    people = [
        Expected(enrolment.id, person.full_name, enrolment.role, cycle, place, mark)
        for enrolment, person, cycle, place, mark in rows
        if place or mark or takes_part(work, enrolment)
    ]
    return sorted(people, key=lambda one: ORDER.get(one.place, 2))


def counted(state: str) -> Any:
    """In a query over Training: how many places are in this state."""
    query = select(func.count(TrainingPlace.id)).where(
        points_at(TrainingPlace.training_id, Training), TrainingPlace.state == state
    )
    return query.correlate(Training).scalar_subquery()


def own_trainings(work: Work, enrolments: Sequence[Enrolment]) -> list[Own]:
    """The trainings to come that these may come to, the next one first; and those of today.

    One statement. Somebody with two enrolments sees each once, through the one that has a place.
    """
    ids = [one.id for one in enrolments if takes_part(work, one)]
    if not ids:
        return []
    place = points_at(TrainingPlace.training_id, Training) & (
        TrainingPlace.enrolment_id == Enrolment.id
    )
    query = (
        select(Training, Enrolment.id, TrainingPlace.state, counted("signed"), counted("waiting"))
        .join(Meeting, points_at(Training.meeting_id, Meeting))
        .join(TrainingCycle, points_at(TrainingCycle.training_id, Training))
        .join(Enrolment, may_come())
        .outerjoin(TrainingPlace, place)
        .where(
            Enrolment.id.in_(ids),
            Meeting.state == "planned",
            Meeting.local_start >= _first_hour(clock.today()),
        )
        .options(joinedload(Training.meeting))
        .order_by(Meeting.local_start, Training.id)
    )
    found: dict[UUID, Own] = {}
    for row in work.session.execute(query).all():
        one = Own(*row)
        known = found.get(one.training.id)
        if known is None or ORDER.get(one.place, 2) < ORDER.get(known.place, 2):
            found[one.training.id] = one
    return list(found.values())


def attended_by(work: Work, enrolment_ids: Sequence[UUID]) -> dict[UUID, list[Training]]:
    """The trainings that were held and at which these were, the earliest first: one statement."""
    query = (
        select(Attendance.enrolment_id, Training)
        .join(Meeting, points_at(Attendance.meeting_id, Meeting))
        .join(Training, Training.meeting_id == Meeting.id)
        .where(
            Attendance.enrolment_id.in_(list(enrolment_ids)),
            Attendance.state == "present",
            Meeting.state == "held",
        )
        .options(joinedload(Training.meeting))
        .order_by(Meeting.local_start, Training.id)
    )
    found: dict[UUID, list[Training]] = {}
    for enrolment_id, training in work.session.execute(query):
        found.setdefault(enrolment_id, []).append(training)
    return found


def _first_hour(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())
