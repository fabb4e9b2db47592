"""What others may use of advice."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from punos.advice.codes import kind_in_words as advice_in_words
from punos.advice.models import Advice
from punos.advice.schemas import AdviceForm
from punos.advice.schemas import past as day_that_has_come
from punos.advice.service import add_advice, take_back_advice
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.programmes.models import Cycle
from punos.work import Work

__all__ = [
    "Advice",
    "AdviceForm",
    "Advised",
    "add_advice",
    "advice_in_words",
    "advised",
    "day_that_has_come",
    "take_back_advice",
]


class Advised(NamedTuple):
    """How many sessions of advice somebody had, and their minutes in all."""

    sessions: int
    minutes: int


def advised(work: Work, cycle: Cycle) -> dict[UUID, Advised]:
    """Who of a cycle got advice, by the id of their enrolment: one statement."""
    query = (
        select(Advice.enrolment_id, func.count(), func.sum(Advice.minutes))
        .join(Enrolment, points_at(Advice.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id)
        .group_by(Advice.enrolment_id)
    )
    return {key: Advised(count, minutes) for key, count, minutes in work.session.execute(query)}
