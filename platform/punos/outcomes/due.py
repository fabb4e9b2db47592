"""Who is to be asked about now how it is half a year, or a year, after they ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select

from punos import clock
from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.outcomes.codes import MONTHS_6, MONTHS_12
from punos.outcomes.models import Outcome
from punos.people.models import Person
from punos.programmes.models import Cycle, Programme
from punos.programmes.registry import programme_models
from punos.work import Work

FOLLOWED = {MONTHS_6: timedelta(days=180), MONTHS_12: timedelta(days=365)}
AROUND = timedelta(days=45)
"""So much sooner or later than after 6 or 12 months is still told of that time."""
WINDOWS = {one: (after - AROUND, after + AROUND) for one, after in FOLLOWED.items()}
"""From when until when after the end something is told of that moment. They do not overlap."""


def due_outcomes(work: Work, permission: str, *columns: Any) -> Select[Any]:
    """A query over those of whom nothing is known yet; `columns` of Enrolment, Person, Cycle and MOMENT.

    What they have told themselves, and waits to be taken over, is no longer asked.
    """
    told = (
        select(Outcome.id)
        .where(
            points_at(Outcome.enrolment_id, Enrolment),
            Outcome.moment == moment_due(),
            Outcome.state != "withdrawn",
        )
        .correlate(Enrolment)
        .exists()
    )
    query = (
        select(*columns)
        .select_from(Enrolment)
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .join(Programme, points_at(Cycle.programme_id, Programme))
        .where(
            or_(*(is_due(moment) for moment in WINDOWS)),
            Enrolment.state == "ended",
            Enrolment.decided_at.is_not(None),
            Cycle.is_sample.is_(False),
            _is_followed(work),
            ~told,
        )
    )
    return scope(work.actor, query, Enrolment, permission)


def count_due(work: Work) -> ScalarSelect[Any]:
    """How many they are, of those whom the actor may record outcomes of."""
    return due_outcomes(work, "outcomes.record", func.count()).scalar_subquery()


def is_due(moment: str) -> ColumnElement[bool]:
    """In a query over Enrolment: whether the time of this moment has come and is not over."""
    _soonest, latest = WINDOWS[moment]
    return and_(has_come(moment), Enrolment.ended_at >= clock.now() - latest)


def has_come(moment: str) -> ColumnElement[bool]:
    """In a query over Enrolment: whether something can be told of this moment."""
    soonest, _latest = WINDOWS[moment]
    return Enrolment.ended_at <= clock.now() - soonest


def moment_due() -> ColumnElement[str]:
    """The moment that is asked about."""
    return case((is_due(MONTHS_6), MONTHS_6), else_=MONTHS_12)


def _is_followed(work: Work) -> ColumnElement[bool]:
    """Whether an outcome is wanted of somebody in this role."""
    models = programme_models(work.registry)
    return or_(
        *(
            and_(Programme.model == name, Enrolment.role.in_(model.outcome_roles))
            for name, model in sorted(models.items())
        )
    )
