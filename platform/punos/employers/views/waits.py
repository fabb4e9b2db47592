"""What of visits waits for staff, as their first page tells it: counted, in one statement with others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ScalarSelect, func, literal, select

from punos import clock
from punos.access import scope
from punos.employers.models import Employer
from punos.employers.reading import MANAGE
from punos.employers.standing import in_pairs, requirement, stage
from punos.enrolments.models import Enrolment
from punos.i18n import Message, _staff, _staff_n
from punos.programmes.models import Cycle
from punos.waiting import Waiting
from punos.work import Work

LAST_DAYS = timedelta(days=45)
"""So long before the end of a cycle it is told who has not visited an employer yet."""


def _missing(work: Work) -> ScalarSelect[Any]:
    """Those without a visit that was held, near the end of a cycle in which each pair arranges one."""
    return _people(
        work,
        requirement() == "required",
        Cycle.ends_on <= clock.today() + LAST_DAYS,
        func.coalesce(stage(), "none") != "held",
    )


def _wished(work: Work) -> ScalarSelect[Any]:
    """Those who look for a workplace. Whoever keeps the register for one unit helps everybody."""
    query = in_pairs(work, func.count(Enrolment.id.distinct()))
    return query.where(stage() == "wished", Cycle.is_sample.is_(False)).scalar_subquery()


def _people(work: Work, *conditions: Any) -> ScalarSelect[Any]:
    query = in_pairs(work, func.count(Enrolment.id.distinct()))
    query = query.where(*conditions, Cycle.is_sample.is_(False))
    return scope(work.actor, query, Enrolment, MANAGE).scalar_subquery()


def _nothing_found(work: Work) -> ScalarSelect[Any]:
    """One, for whoever is limited to units that have found no employer while pairs look for visits."""
    limits = work.actor.units(MANAGE)
    if not limits:
        return select(literal(0)).scalar_subquery()
    found = select(Employer.id).where(Employer.unit_id.in_(limits)).exists()
    query = in_pairs(work, func.least(func.count(Enrolment.id), 1))
    return query.where(~found, Cycle.is_sample.is_(False)).scalar_subquery()


def _missing_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person has not visited an employer, and the programme ends soon",
        "%(num)s people have not visited an employer, and the programme ends soon",
        count,
    )


def _wished_words(count: int) -> Message:
    return _staff_n(
        "%(num)s person looks for a workplace to visit. Do you know one?",
        "%(num)s people look for a workplace to visit. Do you know one?",
        count,
    )


def _found_words(_count: int) -> Message:
    return _staff("Add employers that you know to the register: pairs look for workplaces to visit")


WAITING = (
    Waiting(_missing, _missing_words, "employers.every_visit", MANAGE, {"state": "open"}, order=42),
    Waiting(_wished, _wished_words, "employers.employers", MANAGE, order=43),
    Waiting(_nothing_found, _found_words, "employers.add", MANAGE, order=61),
)
