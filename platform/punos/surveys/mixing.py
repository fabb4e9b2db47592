"""Mixing anonymous answers, so that nothing in the database ties one to a person.

What each step keeps from whom is argued in docs/decisions/0071-anonymous-answers.md.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update

from punos import clock
from punos.db import lock_row
from punos.deployment import Deployment
from punos.ids import random_id
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from punos.tenancy.directory import TenantRecord
from punos.work import Work

TOGETHER = 3
"""So many new answers are mixed at a time, or more: fewer would give each other away. And so many people,
or more, stay among whom an answer that still waits can be anybody's."""
_RANDOM = secrets.SystemRandom()


def stub(key: str, ask_id: UUID) -> str:
    """What marks the answer of whoever was asked so, until answers are mixed; 64 hexadecimal signs.

    Only the deployment's key turns an ask into it: who reads the database alone cannot.
    """
    return hmac.new(key.encode(), f"survey:{ask_id}".encode(), hashlib.sha256).hexdigest()


def mix(deployment: Deployment, tenant: TenantRecord, survey: UUID) -> None:
    """Mix the answers of an open anonymous survey, and note of enough people at once that they answered.

    With too few new answers, or when too few would be left, or once it is closed, nothing is done: the
    answers wait for the next ones, or for the closing.
    """
    with deployment.work(tenant) as work:
        held = lock_row(work.session, Survey, survey)
        if held is None or held.state == "closed" or not held.anonymous:
            return
        stubs = set(work.session.scalars(_stubs(held)))
        known = _whose(work, held, stubs, deployment.config.secret_keys)
        if len(stubs) >= TOGETHER and _asked(work, held) - len(known) >= TOGETHER:
            spread(work, held, known)


def spread(work: Work, survey: Survey, answered: Collection[UUID]) -> None:
    """Write all answers anew: in random order, under new random ids, of one day, by one transaction.

    `answered` are the asks that count as answered from now on. Those of everybody are written, so that
    no row tells by its own age when somebody answered. The caller holds the survey.
    """
    kept = select(SurveyAnswer.answers).where(SurveyAnswer.survey_id == survey.id)
    answers = list(work.session.scalars(kept))
    _RANDOM.shuffle(answers)
    work.session.execute(
        delete(SurveyAnswer)
        .where(SurveyAnswer.survey_id == survey.id)
        .execution_options(synchronize_session=False)
    )
    work.session.add_all(_anew(survey, answers))
    work.session.execute(
        update(SurveyAsk)
        .where(SurveyAsk.survey_id == survey.id)
        .values(answered=SurveyAsk.id.in_(list(answered)))
        .execution_options(synchronize_session=False)
    )
    work.session.flush()


def _anew(survey: Survey, answers: Iterable[dict[str, object]]) -> Iterable[SurveyAnswer]:
    today = clock.today()
    for one in answers:
        yield SurveyAnswer(
            id=random_id(), survey_id=survey.id, answers=dict(one), answered_on=today
        )


def _stubs(survey: Survey) -> Select[Any]:
    return select(SurveyAnswer.stub).where(
        SurveyAnswer.survey_id == survey.id, SurveyAnswer.stub.is_not(None)
    )


def _asked(work: Work, survey: Survey) -> int:
    query = select(func.count()).where(SurveyAsk.survey_id == survey.id)
    return work.session.scalar(query) or 0


def _whose(
    work: Work, survey: Survey, stubs: Collection[str], keys: Collection[str]
) -> frozenset[UUID]:
    """The asks that are answered: known by now, or by one of these stubs."""
    query = select(SurveyAsk.id, SurveyAsk.answered).where(SurveyAsk.survey_id == survey.id)
    return frozenset(
        ask_id
        for ask_id, known in work.session.execute(query)
        if known or any(stub(key, ask_id) in stubs for key in keys)
    )
