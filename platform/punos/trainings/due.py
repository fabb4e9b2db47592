"""What is due of trainings: the reminder of the day before, and seats of people who have left."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.meetings.models import Meeting
from punos.trainings.mails import remind
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.places import move_up, release
from punos.trainings.reading import placed, training_by_id
from punos.work import Work

AHEAD = timedelta(hours=24)
LATELY = timedelta(hours=3)
"""Whoever has signed up so lately needs no reminder of it yet."""
AT_ONCE = 20


def remind_due(work: Work) -> None:
    """Remind whoever has a place at a training within a day, once for each time it has."""
    now = clock.now()
    query = (
        select(Training)
        .join(Meeting, points_at(Training.meeting_id, Meeting))
        .where(
            Meeting.state == "planned",
            Training.reminded_at.is_(None),
            Meeting.local_start > _wall() - timedelta(hours=2),
            Meeting.local_start < _wall() + AHEAD + timedelta(hours=2),
        )
        .options(joinedload(Training.meeting))
        .order_by(Meeting.local_start)
        .limit(AT_ONCE)
        .with_for_update(of=Training, key_share=True, skip_locked=True)
    )
    for training in work.session.scalars(query).all():
        meeting = training.meeting
        # By the moment, which the wall clock of a night with a change of hour does not tell.
        start = meeting.local_start.replace(tzinfo=ZoneInfo(meeting.zone))
        if now < start <= now + AHEAD:
            for place in placed(work, training, "signed"):
                if place.signed_at < now - LATELY:
                    remind(work, training, place.enrolment)
            training.reminded_at = now


def free_due(work: Work) -> None:
    """Give the seats of people who take part no more to those who wait."""
    query = (
        select(TrainingPlace.training_id)
        .join(Training, points_at(TrainingPlace.training_id, Training))
        .join(Meeting, points_at(Training.meeting_id, Meeting))
        .join(Enrolment, points_at(TrainingPlace.enrolment_id, Enrolment))
        .where(
            TrainingPlace.state.in_(("signed", "waiting")),
            Meeting.state == "planned",
            Meeting.local_start > _wall(),
            Enrolment.state != "active",
        )
        .distinct()
        .order_by(TrainingPlace.training_id)
        .limit(AT_ONCE)
    )
    for training_id in work.session.scalars(query).all():
        if lock_row(work.session, Training, training_id) is not None:
            training = training_by_id(work, training_id)
            for place in placed(work, training, "signed", "waiting"):
                if place.enrolment.state != "active":
                    release(work, place)
            move_up(work, training)


def _wall() -> datetime:
    """The wall clock now, to narrow a search."""
    return clock.now().astimezone(ZoneInfo(clock.DEFAULT_ZONE)).replace(tzinfo=None)
