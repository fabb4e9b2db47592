"""Verbs about trainings for staff: planned, changed, cancelled, held. Signing up is in `places`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.jobs.service import defer
from punos.meetings.attendance import take_marks
from punos.meetings.planning import cancel_meeting, hold_meeting, move_meeting, plan_meeting
from punos.programmes.models import Cycle, Programme
from punos.trainings import mails
from punos.trainings.models import Training, TrainingCycle
from punos.trainings.places import hold_training, move_up
from punos.trainings.reading import expected_at, placed
from punos.work import Work

KIND = "training"
INVITE = "punos.trainings.inviting:invite"


@dataclass(frozen=True)
class Plan:
    """What staff say of a training. `roles`: codes of those who may come, none: everybody; `seats`:
    None for room for all; `local_start`: wall time in Finland; `cycles`: ids."""

    titles: dict[str, str]
    local_start: datetime
    minutes: int
    cycles: Collection[UUID]
    abouts: dict[str, str] = field(default_factory=dict)
    place: str | None = None
    roles: Sequence[str] = ()
    seats: int | None = None
    sign_up_until: date | None = None


def plan_training(work: Work, programme: Programme, plan: Plan) -> Training:
    """Plan a training of a programme, open to people of some of its cycles.

    The same form sent twice plans one: there is one of a title at a given minute. Raises Absent for a
    cycle of another programme.
    """
    # Held, so that the same form sent twice at once does not plan two.
    lock_row(work.session, Programme, programme.id)
    found = _same(work, programme, plan)
    if found is not None:
        return found
    meeting = plan_meeting(
        work,
        programme,
        kind=KIND,
        local_start=plan.local_start,
        minutes=plan.minutes,
        place=plan.place,
    )
    training = Training(programme_id=programme.id, meeting_id=meeting.id, created_at=clock.now())
    _set(training, plan)
    work.session.add(training)
    work.session.flush()
    _open_to(work, training, plan.cycles)
    audit(work, "training.planned", "training", training.id)
    return training


def change_training(work: Work, training_id: UUID, plan: Plan) -> Training:
    """Change one that is planned. Whoever has a place is told of another time or place; more seats
    go to those who wait. Raises Absent for one that was held or cancelled, Refused for fewer seats
    than are taken.
    """
    training = hold_training(work, training_id)
    taken = len(placed(work, training, "signed"))
    if plan.seats is not None and plan.seats < taken:
        raise Refused(_staff("%(taken)s have a place already. Keep so many seats.", taken=taken))
    before = training.meeting.local_start, training.meeting.minutes, training.meeting.place
    moved = move_meeting(
        work, training.meeting_id, plan.local_start, minutes=plan.minutes, place=plan.place
    )
    _set(training, plan)
    _open_to(work, training, plan.cycles)
    work.session.flush()
    audit(work, "training.changed", "training", training.id)
    if (moved.local_start, moved.minutes, moved.place) != before:
        training.reminded_at = None
        for one in placed(work, training, "signed"):
            mails.tell_changed(work, training, one.enrolment)
    move_up(work, training)
    return training


def cancel_training(work: Work, training_id: UUID) -> int:
    """Cancel it; everybody who signed up is told by mail, and their calendars too. How many that are.

    Cancelling it again tells nobody. Raises Absent for one that was held.
    """
    training = hold_training(work, training_id)
    if training.meeting.state == "cancelled":
        return 0
    cancel_meeting(work, training.meeting_id)
    audit(work, "training.cancelled", "training", training.id)
    told = placed(work, training, "signed", "waiting")
    for one in told:
        mails.tell_cancelled(work, training, one.enrolment, had_place=one.state == "signed")
    return len(told)


def ask_invitations(work: Work, training_id: UUID) -> None:
    """Let those who may come be invited by mail, by the worker. Raises Absent when it is not open."""
    training = hold_training(work, training_id)
    if training.meeting.state != "planned":
        raise Absent
    training.invited_at = clock.now()
    audit(work, "training.invited", "training", training.id)
    defer(work, INVITE, training=training.id)


def write_attendance(work: Work, training_id: UUID, present: Collection[UUID]) -> None:
    """It was held, and these were there; others who had a place, or a mark, were not.

    Raises Absent for one that was cancelled, Refused for one that lies ahead.
    """
    training = hold_training(work, training_id)
    there = set(present)
    marks = {
        one.enrolment_id: "present" if one.enrolment_id in there else "absent"
        for one in expected_at(work, training, everybody=True)
        if one.enrolment_id in there or one.place == "signed" or one.mark is not None
    }
    meeting = hold_meeting(work, training.meeting_id, marks)
    # One that was held already has been left as it was.
    take_marks(work, meeting, marks, clock.now())


def _same(work: Work, programme: Programme, plan: Plan) -> Training | None:
    query = select(Training).where(
        Training.programme_id == programme.id,
        Training.meeting.has(local_start=plan.local_start, state="planned"),
    )
    return next((one for one in work.session.scalars(query) if one.titles == plan.titles), None)


def _set(training: Training, plan: Plan) -> None:
    training.titles, training.abouts = plan.titles, plan.abouts
    training.roles, training.seats = list(plan.roles), plan.seats
    training.sign_up_until = plan.sign_up_until


def _open_to(work: Work, training: Training, cycles: Collection[UUID]) -> None:
    query = select(Cycle.id).where(
        Cycle.id.in_(list(cycles)), Cycle.programme_id == training.programme_id
    )
    wanted = set(work.session.scalars(query))
    if wanted != set(cycles):
        raise Absent
    links = select(TrainingCycle).where(TrainingCycle.training_id == training.id)
    there = {one.cycle_id: one for one in work.session.scalars(links)}
    for cycle_id in there.keys() - wanted:
        work.session.delete(there[cycle_id])
    for cycle_id in sorted(wanted - there.keys()):
        work.session.add(TrainingCycle(training_id=training.id, cycle_id=cycle_id))
    work.session.flush()
