"""Answering by the link in a mail. An anonymous answer leaves one row behind, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.ids import random_id
from punos.outcomes.reporting import self_reported
from punos.programmes.models import Cycle
from punos.surveys.items import MOMENTS, SITUATION, SITUATION_OUTCOMES, Item, read_item
from punos.surveys.mixing import stub
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from punos.work import Work

PURPOSE = "survey"


class TooLate(Absent):
    """The survey is closed, or has been answered already: the page says which."""


@dataclass(frozen=True)
class Question:
    """What the bearer of a link was asked, and how it stands.

    `state`: open · answered (an anonymous one cannot be changed) · closed. `answers` are what she has
    said so far, of a confidential one; `sent` whether she has sent it.
    """

    ask: SurveyAsk
    survey: Survey
    enrolment: Enrolment
    items: tuple[Item, ...]
    state: str
    answers: Mapping[str, Any]
    sent: bool


def question(work: Work, keys: Sequence[str]) -> Question:
    """What the bearer of the link was asked. Reads only. Raises Absent when it is there no longer."""
    query = (
        select(SurveyAsk)
        .where(SurveyAsk.id == work.actor.subject_id)
        .options(
            joinedload(SurveyAsk.survey).joinedload(Survey.cycle).joinedload(Cycle.programme),
            joinedload(SurveyAsk.enrolment).joinedload(Enrolment.person),
        )
    )
    ask = work.session.scalars(query).one_or_none()
    if ask is None or work.actor.purpose != PURPOSE:
        raise Absent
    survey: Survey = ask.survey
    items = tuple(read_item(kept) for kept in survey.items)
    state = _state(work, survey, ask, keys)
    said: Mapping[str, Any] = {}
    if not survey.anonymous and (row := _row(work, ask)) is not None:
        said = row.answers
    return Question(ask, survey, ask.enrolment, items, state, said, ask.answered)


def answer(work: Work, asked: Question, answers: Mapping[str, Any], keys: Sequence[str]) -> None:
    """Send the answers; a confidential survey may be answered anew until it closes. Raises TooLate."""
    survey = _held(work, asked)
    kept = _said(answers)
    if survey.anonymous:
        _answer_anonymously(work, survey, asked.ask, kept, keys)
        return
    before = asked.answers.get(SITUATION) if asked.sent else None
    _write(work, asked, kept)
    asked.ask.answered = True
    audit(work, "survey.answered", "survey", survey.id)
    if kept.get(SITUATION) != before:
        _suggest_outcome(work, asked, kept)


def keep_so_far(work: Work, asked: Question, answers: Mapping[str, Any]) -> None:
    """Keep what was filled in, to go on later: of a confidential survey alone. Raises TooLate."""
    survey = _held(work, asked)
    if survey.anonymous:
        raise Absent
    _write(work, asked, _said(answers))


def _held(work: Work, asked: Question) -> Survey:
    """The survey, held so that it is neither closed nor mixed at this moment."""
    survey = lock_row(work.session, Survey, asked.survey.id)
    if survey is None or survey.state != "open" or clock.today() > survey.closes_on:
        raise TooLate
    return survey


def _answer_anonymously(
    work: Work, survey: Survey, ask: SurveyAsk, kept: Mapping[str, Any], keys: Sequence[str]
) -> None:
    # Read again now that the survey is held: it may just have been mixed.
    work.session.refresh(ask, ["answered"])
    if _state(work, survey, ask, keys) != "open":
        raise TooLate
    work.session.add(
        SurveyAnswer(
            id=random_id(),
            survey_id=survey.id,
            stub=stub(keys[0], ask.id),
            answers=dict(kept),
            # The day of sending: that of answering would tell something until answers are mixed.
            answered_on=survey.opened_on,
        )
    )


def _state(work: Work, survey: Survey, ask: SurveyAsk, keys: Sequence[str]) -> str:
    if survey.state != "open" or clock.today() > survey.closes_on:
        return "closed"
    if not survey.anonymous:
        return "open"
    if ask.answered:
        return "answered"
    query = select(SurveyAnswer.id).where(
        SurveyAnswer.survey_id == survey.id,
        SurveyAnswer.stub.in_([stub(key, ask.id) for key in keys]),
    )
    return "answered" if work.session.scalars(query).first() else "open"


def _row(work: Work, ask: SurveyAsk) -> SurveyAnswer | None:
    query = select(SurveyAnswer).where(
        SurveyAnswer.survey_id == ask.survey_id, SurveyAnswer.enrolment_id == ask.enrolment_id
    )
    return work.session.scalars(query).one_or_none()


def _write(work: Work, asked: Question, kept: Mapping[str, Any]) -> None:
    row = _row(work, asked.ask)
    if row is None:
        row = SurveyAnswer(survey_id=asked.survey.id, enrolment_id=asked.ask.enrolment_id)
        work.session.add(row)
    row.answers, row.answered_on = dict(kept), clock.today()


def _said(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered; what was left out is not there."""
    return {name: value for name, value in answers.items() if value not in (None, "", [])}


def _suggest_outcome(work: Work, asked: Question, kept: Mapping[str, Any]) -> None:
    """What somebody says of her situation is an observation too, until staff know more."""
    moment = MOMENTS.get(asked.survey.wave)
    code, own_field = SITUATION_OUTCOMES.get(str(kept.get(SITUATION)), ("", None))
    if moment and code:
        self_reported(work, asked.enrolment, code, moment, clock.today(), own_field)
