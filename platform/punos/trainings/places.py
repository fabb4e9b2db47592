"""Signing up for a training, cancelling, and who moves up when a seat becomes free.

Whoever changes places holds the training first, so that of two who want the last seat one gets it.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.i18n import _
from punos.trainings import mails
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.reading import (
    candidates,
    has_begun,
    is_open,
    placed,
    takes_part,
    training_by_id,
)
from punos.work import Work

SUBJECT = "training_place"


def sign_up(work: Work, training_id: UUID, enrolment: Enrolment) -> TrainingPlace:
    """Give somebody a place, or one on the waiting list when all seats are taken; they get a mail.

    The same again changes nothing. Raises Absent when it is not for them, Refused when it is too late.
    """
    training = hold_training(work, training_id)
    place = _place_of(work, training, enrolment.id)
    if place is not None and place.state != "cancelled":
        return place
    if not may_come_to(work, training, enrolment):
        raise Absent
    if not is_open(training):
        raise Refused(_("It is too late to sign up for this training."))
    full = training.seats is not None and len(placed(work, training, "signed")) >= training.seats
    state = "waiting" if full or placed(work, training, "waiting") else "signed"
    if place is None:
        place = TrainingPlace(training_id=training.id, enrolment_id=enrolment.id)
        work.session.add(place)
    place.state, place.signed_at = state, clock.now()
    work.session.flush()
    audit(work, "training.signed_up", SUBJECT, place.id, [state])
    if state == "signed":
        mails.tell_signed(work, training, enrolment)
    else:
        mails.tell_waiting(work, training, enrolment)
    return place


def give_up(work: Work, training_id: UUID, enrolment: Enrolment) -> None:
    """They do not come after all: the next who waits gets the seat. Twice is once.

    Raises Refused once it has begun.
    """
    training = hold_training(work, training_id)
    place = _place_of(work, training, enrolment.id)
    if place is None or place.state == "cancelled":
        return
    if has_begun(training):
        raise Refused(_("This training has begun already."))
    release(work, place)
    if training.meeting.state == "planned":
        mails.tell_given_up(work, training, enrolment)
        move_up(work, training)


def release(work: Work, place: TrainingPlace) -> None:
    """Take a place back. The training is held by the caller, who lets the next one move up."""
    place.state = "cancelled"
    work.session.flush()
    audit(work, "training.given_up", SUBJECT, place.id)


def move_up(work: Work, training: Training) -> None:
    """Give free seats to those who wait, the first one first, and tell them."""
    if training.meeting.state != "planned" or has_begun(training):
        return
    waiting = placed(work, training, "waiting")
    if not waiting:
        return
    seats = training.seats
    free = len(waiting) if seats is None else seats - len(placed(work, training, "signed"))
    for place in waiting[: max(free, 0)]:
        place.state = "signed"
        work.session.flush()
        audit(work, "training.moved_up", SUBJECT, place.id)
        mails.tell_signed(work, training, place.enrolment, moved_up=True)


def may_come_to(work: Work, training: Training, enrolment: Enrolment) -> bool:
    """Whether a training is for somebody, by their cycle and role."""
    query = candidates(training).where(Enrolment.id == enrolment.id)
    found = work.session.scalars(query).first()
    return found is not None and takes_part(work, found)


def hold_training(work: Work, training_id: UUID) -> Training:
    """The training, held against everybody else who changes it. Raises Absent."""
    if lock_row(work.session, Training, training_id) is None:
        raise Absent
    return training_by_id(work, training_id)


def _place_of(work: Work, training: Training, enrolment_id: UUID) -> TrainingPlace | None:
    query = select(TrainingPlace).where(
        TrainingPlace.training_id == training.id, TrainingPlace.enrolment_id == enrolment_id
    )
    # Read afresh: whoever waited for the training has to see what was changed meanwhile.
    fresh = query.execution_options(populate_existing=True)
    return work.session.scalars(fresh).one_or_none()
