"""Inviting those who may come to a training, by the worker: one mail each, all or none."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.mail.service import is_one_address
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.trainings.mails import invite as invite_one
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.reading import candidates, is_open, takes_part, training_by_id
from punos.work import Work
from punos.writing.models import MailStop


def invite(work: Work, *, training: UUID) -> None:
    """Write to everybody who may come, wants mails, and has not said yet whether they come."""
    found = training_by_id(work, training)
    if is_open(found):
        for enrolment in invited(work, found):
            invite_one(work, found, enrolment)


def invited(work: Work, training: Training) -> list[Enrolment]:
    """Whom an invitation would reach now; each person once."""
    answered = select(TrainingPlace.id).where(
        TrainingPlace.training_id == training.id, points_at(TrainingPlace.enrolment_id, Enrolment)
    )
    stopped = select(MailStop.id).where(
        MailStop.tenant_id == Enrolment.tenant_id, MailStop.person_id == Enrolment.person_id
    )
    query = (
        candidates(training)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Person.email.is_not(None),
            ~answered.correlate(Enrolment).exists(),
            ~stopped.correlate(Enrolment).exists(),
        )
        .options(
            joinedload(Enrolment.person),
            joinedload(Enrolment.cycle).joinedload(Cycle.programme),
        )
        .order_by(Enrolment.id)
    )
    found: dict[UUID, Enrolment] = {}
    for one in work.session.scalars(query):
        if takes_part(work, one) and is_one_address(one.person.email or ""):
            found.setdefault(one.person_id, one)
    return list(found.values())
