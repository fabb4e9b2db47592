"""People of whom it is confirmed that they have found work."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from punos.plugin import Enrolment, Event, Outcome, Work, may_claim_employment, points_at
from punos_payouts.conditions import IN_WORK
from punos_payouts.facts.base import Ask, Holding, in_programmes, one_of

OWN_FIELD = ("A1", "A2", "A3")
"""Codes that say of themselves that the work is in her own field."""


def employed(work: Work, ask: Ask) -> list[Holding]:
    """Each confirmed employment that counts, of people for whom this association may claim.

    One person may have several; she earns once.
    """
    last_day = ask.last_day + timedelta(days=ask.conditions["days_after"])
    query = (
        select(Enrolment.person_id, Outcome.happened_on, Outcome.id)
        .join(Enrolment, points_at(Outcome.enrolment_id, Enrolment))
        .where(
            Outcome.state == "verified",
            Outcome.happened_on.between(ask.first_day, last_day),
            *_counts(ask.conditions),
        )
        .order_by(Outcome.happened_on, Outcome.id)
    )
    if ask.only is not None:
        query = query.where(Enrolment.person_id.in_(ask.only))
    rows = work.session.execute(query).all()
    return [Holding(*row) for row in rows if may_claim_employment(work, row[0], row[1])]


def of_outcome(work: Work, event: Event) -> Collection[UUID]:
    """The person whose outcome an event is about."""
    query = (
        select(Enrolment.person_id)
        .join(Outcome, points_at(Outcome.enrolment_id, Enrolment))
        .where(Outcome.id == event.subject_id)
    )
    return work.session.scalars(query).all()


def themselves(_work: Work, event: Event) -> Collection[UUID]:
    """The person whom an event is about."""
    return [event.subject_id]


def _counts(asked: Any) -> list[ColumnElement[bool]]:
    """What the conditions ask of an outcome. One of which the hours are not known has too few."""
    wanted = [
        Outcome.code.in_(asked["codes"] or IN_WORK),
        *one_of(Outcome.contract, asked["contracts"]),
        *in_programmes(Enrolment.cycle_id, asked["programmes"]),
    ]
    if asked["min_hours"]:
        wanted.append(Outcome.hours_per_week >= asked["min_hours"])
    if asked["own_field"]:
        wanted.append(or_(Outcome.own_field.is_(True), Outcome.code.in_(OWN_FIELD)))
    return wanted
