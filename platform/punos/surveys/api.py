"""What other parts may read of surveys. Each answers in one statement.

Of an anonymous survey nothing but counts is given before it has closed, and no answers while there are
fewer than FEWEST: see docs/decisions/0071-anonymous-answers.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from punos.db import points_at
from punos.programmes.models import Cycle
from punos.surveys.items import SHARED
from punos.surveys.models import WAVES, Survey, SurveyAnswer, SurveyAsk
from punos.surveys.schemas import surveys_field
from punos.work import Work

__all__ = [
    "FEWEST",
    "SharedAnswers",
    "TextAnswer",
    "WaveResponse",
    "responses",
    "shared_answers",
    "surveys_field",
    "text_answers",
]

FEWEST = 5
"""So many answers an anonymous survey has before any of them is shown."""


@dataclass(frozen=True)
class WaveResponse:
    """How many of those asked have answered a survey of a cycle."""

    wave: str
    role: str
    answered: int
    asked: int
    anonymous: bool


@dataclass(frozen=True)
class SharedAnswers:
    """What somebody answered to the shared questions of a survey; nobody is named if it is anonymous."""

    wave: str
    role: str
    enrolment_id: UUID | None
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class TextAnswer:
    """Words that somebody wrote in a confidential survey; `item` is the question's name."""

    wave: str
    role: str
    enrolment_id: UUID
    item: str
    text: str


def responses(work: Work, cycle: Cycle) -> list[WaveResponse]:
    """Asked and answered of each survey of the cycle, in the order of time."""
    return read_responses(work.session.execute(select(responses_column(cycle))).scalar_one())


def responses_column(cycle: Cycle) -> Any:
    """The same as a column of somebody's own statement; `read_responses` reads what it gives."""
    given = (
        select(func.count())
        .where(points_at(SurveyAnswer.survey_id, Survey))
        .correlate(Survey)
        .scalar_subquery()
    )
    # Not by what was answered in confidence: of whoever is erased that goes, and stays true that they did.
    sent, asked = (
        select(func.count(SurveyAsk.id).filter(which))
        .where(points_at(SurveyAsk.survey_id, Survey))
        .correlate(Survey)
        .scalar_subquery()
        for which in (SurveyAsk.answered, true())
    )
    answered = case((Survey.anonymous, given), else_=sent)
    one = func.jsonb_build_array(Survey.wave, Survey.role, answered, asked, Survey.anonymous)
    query = select(func.jsonb_agg(one)).where(Survey.cycle_id == cycle.id)
    return query.correlate(None).scalar_subquery()


def read_responses(rows: list[list[Any]] | None) -> list[WaveResponse]:
    """In the order of time."""
    return sorted((WaveResponse(*row) for row in rows or ()), key=_in_time)


def shared_answers(work: Work, cycle: Cycle) -> list[SharedAnswers]:
    """The answers to shared questions that may be read, in the order of time."""
    rows = _answers(work, cycle, anonymous_too=True)
    found: list[SharedAnswers] = []
    for wave, role, enrolment_id, answers in rows:
        kept = {name: value for name, value in answers.items() if name in SHARED}
        found.append(SharedAnswers(wave, role, enrolment_id, kept))
    return sorted(found, key=_in_time)


def text_answers(work: Work, cycle: Cycle) -> list[TextAnswer]:
    """What people wrote in confidential surveys, from which words to quote may be asked for."""
    found: list[TextAnswer] = []
    for row in _answers(work, cycle, anonymous_too=False):
        items = {item["name"] for item in row[4] if item["kind"] == "text"}
        found += [
            TextAnswer(row[0], row[1], row[2], name, value)
            for name, value in row[3].items()
            if name in items and value
        ]
    return sorted(found, key=_in_time)


def _answers(work: Work, cycle: Cycle, *, anonymous_too: bool) -> list[Any]:
    confidential = and_(Survey.anonymous.is_(False), _is_finished())
    wanted = or_(confidential, _may_be_shown()) if anonymous_too else confidential
    columns: list[Any] = [Survey.wave, Survey.role, SurveyAnswer.enrolment_id, SurveyAnswer.answers]
    if not anonymous_too:
        columns.append(Survey.items)
    query = (
        select(*columns)
        .join(Survey, points_at(SurveyAnswer.survey_id, Survey))
        .where(Survey.cycle_id == cycle.id, wanted)
        # By the random id: in no order that tells anything.
        .order_by(SurveyAnswer.id)
    )
    return list(work.session.execute(query).all())


def _is_finished() -> Any:
    """Whether a confidential answer was sent, and not only begun."""
    ask = aliased(SurveyAsk)
    return (
        select(ask.id)
        .where(
            ask.tenant_id == SurveyAnswer.tenant_id,
            ask.survey_id == SurveyAnswer.survey_id,
            ask.enrolment_id == SurveyAnswer.enrolment_id,
            ask.answered,
        )
        .correlate(SurveyAnswer)
        .exists()
    )


def _may_be_shown() -> Any:
    """Whether an anonymous survey is over, so that its answers are mixed, and there are enough."""
    other = aliased(SurveyAnswer)
    count = (
        select(func.count())
        .where(other.tenant_id == Survey.tenant_id, other.survey_id == Survey.id)
        .correlate(Survey)
        .scalar_subquery()
    )
    return and_(
        Survey.anonymous,
        Survey.state == "closed",
        count >= FEWEST,
    )


def _in_time(row: WaveResponse | SharedAnswers | TextAnswer) -> tuple[int, str]:
    return WAVES.index(row.wave), row.role
