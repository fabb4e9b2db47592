"""What was answered to a survey, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import YES_NO
from punos.i18n import format_number
from punos.surveys.api import FEWEST
from punos.surveys.items import SCALE, Item, read_item
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from punos.texts import Text, pick
from punos.work import Work

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class ItemResult:
    """One question: how often each answer was given, what the numbers mean, what was written."""

    item: Item
    label: Text
    counts: list[tuple[Any, int]]
    answered: int
    mean: float | None
    texts: list[str]


@dataclass(frozen=True)
class Results:
    """A survey's answers. `hidden`: why nothing of them is shown: "open", "few" or ""."""

    asked: int
    answered: int
    hidden: str
    items: list[ItemResult]


def results(work: Work, survey: Survey) -> Results:
    """What may be shown of a survey: of an anonymous one nothing before it has closed, and only of enough."""
    asked, sent = _counts(work, survey)
    answers = answers_of(work, survey)
    answered = _answers_given(work, survey) if survey.anonymous else sent
    items = [read_item(kept) for kept in survey.items]
    hidden = why_hidden(survey, answered)
    shown = [] if hidden else [_result(item, answers, work.language) for item in items]
    return Results(asked, answered, hidden, shown)


def why_hidden(survey: Survey, answered: int) -> str:
    """Why the answers of a survey are not shown, if so."""
    if not survey.anonymous:
        return ""
    if survey.state == "open":
        return "open"
    return "few" if answered < FEWEST else ""


def answers_of(work: Work, survey: Survey) -> list[Answers]:
    """The answers that may be read, in the order of their ids; those only begun are left out."""
    query = select(SurveyAnswer.answers).where(SurveyAnswer.survey_id == survey.id)
    if not survey.anonymous:
        query = query.join(SurveyAsk, _of_ask()).where(SurveyAsk.answered)
    elif survey.state == "open":
        return []
    found = list(work.session.scalars(query.order_by(SurveyAnswer.id)))
    return [] if why_hidden(survey, len(found)) else found


def answer_of(work: Work, survey: Survey, ask_id: UUID) -> tuple[Enrolment, Answers]:
    """Who answered a confidential survey, and what. Raises Absent, for any anonymous one too."""
    query = (
        select(SurveyAsk, SurveyAnswer.answers)
        .join(SurveyAnswer, _of_ask())
        .where(SurveyAsk.id == ask_id, SurveyAsk.survey_id == survey.id, SurveyAsk.answered)
        .options(joinedload(SurveyAsk.enrolment).joinedload(Enrolment.person))
    )
    row = work.session.execute(query).one_or_none()
    if row is None or survey.anonymous:
        raise Absent
    return row[0].enrolment, row[1]


def in_words(item: Item, value: Any, language: str) -> Any:
    """One answer as a person reads it."""
    if value is None:
        return ""
    if item.kind == "yes_no":
        return dict(YES_NO).get(value, value)
    if item.kind in ("one", "many"):
        labels = {code: pick(texts, language).value for code, texts in item.options}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(one, str(one)) for one in chosen)
    return format_number(value) if item.kind in ("scale", "number") else value


def _counts(work: Work, survey: Survey) -> tuple[int, int]:
    query = select(func.count(), func.count().filter(SurveyAsk.answered)).where(
        SurveyAsk.survey_id == survey.id
    )
    row = work.session.execute(query).one()
    return row[0], row[1]


def _answers_given(work: Work, survey: Survey) -> int:
    query = select(func.count()).where(SurveyAnswer.survey_id == survey.id)
    return work.session.scalar(query) or 0


def _of_ask() -> Any:
    return (
        (SurveyAnswer.tenant_id == SurveyAsk.tenant_id)
        & (SurveyAnswer.survey_id == SurveyAsk.survey_id)
        & (SurveyAnswer.enrolment_id == SurveyAsk.enrolment_id)
    )


def _result(item: Item, answers: Iterable[Answers], language: str) -> ItemResult:
    given = [one[item.name] for one in answers if item.name in one]
    numbers = [one for one in given if isinstance(one, int)]
    return ItemResult(
        item=item,
        label=pick(item.labels, language),
        counts=_distribution(item, given, language),
        answered=len(given),
        mean=sum(numbers) / len(numbers) if numbers else None,
        texts=sorted(str(one) for one in given) if item.kind == "text" else [],
    )


def _distribution(item: Item, given: Sequence[Any], language: str) -> list[tuple[Any, int]]:
    """How often each answer was given; of a number only those that were."""
    if item.kind == "text":
        return []
    counted = Counter(part for one in given for part in (one if isinstance(one, list) else [one]))
    if item.kind == "scale":
        return [(str(mark), counted[mark]) for mark in SCALE]
    if item.kind == "yes_no":
        return [(str(label), counted[value]) for value, label in YES_NO]
    if item.kind == "number":
        return [(str(number), counted[number]) for number in sorted(counted)]
    return [(pick(texts, language), counted[value]) for value, texts in item.options]
