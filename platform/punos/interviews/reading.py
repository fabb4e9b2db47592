"""Interviews as pages and other parts read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Float, ScalarSelect, cast, func, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.interviews.models import InterviewScore, InterviewSlot
from punos.work import Work


class Score(NamedTuple):
    """The mean of every mark that was given (1 to 5; None: no marks), and by how many sheets."""

    mean: float | None
    count: int


def scores_of(work: Work, enrolment_ids: Collection[UUID]) -> dict[UUID, Score]:
    """What interviewers gave these applicants; who has no sheet is left out: one statement."""
    query = select(InterviewScore.enrolment_id, InterviewScore.marks).where(
        InterviewScore.enrolment_id.in_(enrolment_ids)
    )
    sheets: dict[UUID, list[dict[str, int]]] = defaultdict(list)
    for enrolment_id, marks in work.session.execute(query):
        sheets[enrolment_id].append(marks)
    return {enrolment_id: mean_of(marks) for enrolment_id, marks in sheets.items()}


def mean_of(sheets: Sequence[dict[str, int]]) -> Score:
    """The mean of the marks in these sheets."""
    marks = [mark for sheet in sheets for mark in sheet.values()]
    return Score(round(sum(marks) / len(marks), 2) if marks else None, len(sheets))


def times_of(work: Work, enrolment_ids: Collection[UUID]) -> dict[UUID, InterviewSlot]:
    """The newest time of each applicant who chose one: booked, held or missed. One statement."""
    query = (
        select(InterviewSlot)
        .where(InterviewSlot.enrolment_id.in_(enrolment_ids))
        .order_by(InterviewSlot.local_start)
    )
    return {slot.enrolment_id: slot for slot in work.session.scalars(query) if slot.enrolment_id}


def mean_score() -> ScalarSelect[Any]:
    """The mean mark as a column of a query over Enrolment, to sort and filter by."""
    marks = func.jsonb_each_text(InterviewScore.marks).table_valued("key", "value")
    return (
        select(func.avg(cast(marks.c.value, Float)))
        .select_from(InterviewScore)
        .join(marks, onclause=func.length(marks.c.key) > 0)
        .where(points_at(InterviewScore.enrolment_id, Enrolment))
        .correlate(Enrolment)
        .scalar_subquery()
    )
