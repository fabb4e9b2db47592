"""What is due of surveys: sending by the day, asking, reminding, mixing, closing. Each bounded."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from punos import clock
from punos.db import insert_once, points_at
from punos.db.queue import asked_for
from punos.enrolments.models import Enrolment
from punos.ids import new_id
from punos.jobs.service import defer
from punos.people.models import Person
from punos.programmes.models import Cycle, ProgrammeVersion
from punos.programmes.service import model_of, settings_of
from punos.surveys.asked import asked_by
from punos.surveys.mails import ask, remind
from punos.surveys.mixing import TOGETHER
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from punos.surveys.schemas import waves_by_themselves
from punos.surveys.sending import (
    A_YEAR,
    WHILE_IT_RUNS,
    belongs,
    close,
    due_on,
    gets_mails,
    has_enough,
    reachable,
    send,
    surveys_of,
)
from punos.work import Work

MIX = "punos.surveys.mixing:mix"
AT_ONCE = 50
LATE = timedelta(days=30)
"""A survey that was due so long ago is not sent by itself any more."""
FIRST_REMINDER = timedelta(days=7)
LAST_DAYS = timedelta(days=3)
"""So long before the last day who has not answered is reminded once more."""


def send_due(work: Work) -> None:
    """Send the surveys whose day has come, where the programme lets them go by themselves."""
    today = clock.today()
    waves = ProgrammeVersion.settings["surveys"]["waves"]
    query = (
        select(Cycle)
        .join(ProgrammeVersion, points_at(Cycle.version_id, ProgrammeVersion))
        .where(
            Cycle.state.in_(("running", "closed")),
            Cycle.is_sample.is_(False),
            Cycle.starts_on <= today,
            Cycle.ends_on >= today - A_YEAR - LATE,
            func.jsonb_typeof(waves) == "array",
            waves.as_string() != "[]",
        )
        .options(joinedload(Cycle.programme), contains_eager(Cycle.version))
        .order_by(Cycle.id)
        .limit(AT_ONCE)
    )
    for cycle in work.session.scalars(query).all():
        _send_waves(work, cycle)


def _send_waves(work: Work, cycle: Cycle) -> None:
    today = clock.today()
    wanted = waves_by_themselves(settings_of(work, cycle))
    now_due = {
        wave for wave in wanted if due_on(cycle, wave) <= today <= due_on(cycle, wave) + LATE
    }
    if not now_due:
        return
    there, people = surveys_of(work, cycle), reachable(work, cycle)
    for asked in asked_by(work, cycle.programme, model_of(work, cycle)):
        new = asked.wave in now_due and (asked.wave, asked.role) not in there
        if new and asked.items and has_enough(asked, people):
            send(work, cycle, asked)


def ask_due(work: Work) -> None:
    """Ask by mail whoever belongs to an open survey and was not asked yet: latecomers too."""
    known = exists().where(
        SurveyAsk.tenant_id == Survey.tenant_id,
        SurveyAsk.survey_id == Survey.id,
        SurveyAsk.enrolment_id == Enrolment.id,
    )
    query = (
        select(Survey, Enrolment)
        .join(
            Enrolment,
            and_(
                Enrolment.cycle_id == Survey.cycle_id,
                Enrolment.tenant_id == Survey.tenant_id,
                Enrolment.role == Survey.role,
            ),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Survey.state == "open",
            Survey.closes_on > clock.today(),
            gets_mails(),
            belongs(Survey.wave.in_(WHILE_IT_RUNS)),
            ~known,
        )
        .options(joinedload(Survey.cycle), contains_eager(Enrolment.person))
        .order_by(Survey.id, Enrolment.id)
        .limit(AT_ONCE)
    )
    for survey, enrolment in work.session.execute(query).all():
        made: dict[str, Any] = {
            "id": new_id(),
            "survey_id": survey.id,
            "enrolment_id": enrolment.id,
            "answered": False,
            "asked_at": clock.now(),
        }
        if insert_once(work.session, SurveyAsk, **made):
            ask(work, survey, made["id"], enrolment)


def remind_due(work: Work) -> None:
    """Remind who has not answered: after a week, and once more in the last days."""
    now, today = clock.now(), clock.today()
    last_time = func.coalesce(SurveyAsk.reminded_at, SurveyAsk.asked_at)
    first = and_(SurveyAsk.reminded_at.is_(None), SurveyAsk.asked_at < now - FIRST_REMINDER)
    ends_soon = and_(
        Survey.closes_on <= today + LAST_DAYS,
        last_time < datetime.combine(today, time(), ZoneInfo(clock.DEFAULT_ZONE)) - LAST_DAYS,
    )
    query = (
        select(SurveyAsk)
        .join(Survey, points_at(SurveyAsk.survey_id, Survey))
        .join(Enrolment, points_at(SurveyAsk.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Survey.state == "open",
            Survey.closes_on >= today,
            SurveyAsk.answered.is_(False),
            or_(first, ends_soon),
            gets_mails(),
        )
        .options(
            contains_eager(SurveyAsk.survey).joinedload(Survey.cycle),
            contains_eager(SurveyAsk.enrolment).contains_eager(Enrolment.person),
        )
        .order_by(SurveyAsk.id)
        .limit(AT_ONCE)
        .with_for_update(of=SurveyAsk, key_share=True, skip_locked=True)
    )
    for one in work.session.scalars(query).all():
        remind(work, one.survey, one.id, one.enrolment)
        one.reminded_at = now


def mix_due(work: Work) -> None:
    """Let the answers of anonymous surveys be mixed where enough new ones have come, of enough people."""
    waiting = (
        select(func.count())
        .where(
            SurveyAsk.tenant_id == SurveyAnswer.tenant_id,
            SurveyAsk.survey_id == SurveyAnswer.survey_id,
            SurveyAsk.answered.is_(False),
        )
        .correlate(SurveyAnswer)
        .scalar_subquery()
    )
    query = (
        select(SurveyAnswer.survey_id)
        .join(Survey, points_at(SurveyAnswer.survey_id, Survey))
        .where(SurveyAnswer.stub.is_not(None), Survey.state == "open")
        .group_by(SurveyAnswer.tenant_id, SurveyAnswer.survey_id)
        .having(func.count() >= TOGETHER, waiting - func.count() >= TOGETHER)
        .limit(AT_ONCE)
    )
    found = work.session.scalars(query).all()
    queued = asked_for(work.session, MIX, "survey") if found else frozenset()
    for survey_id in found:
        if str(survey_id) not in queued:
            defer(work, MIX, survey=survey_id)


def close_due(work: Work) -> None:
    """Close the surveys whose last day is over."""
    query = (
        select(Survey.id)
        .where(Survey.state == "open", Survey.closes_on < clock.today())
        .order_by(Survey.id)
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    for survey_id in work.session.scalars(query).all():
        close(work, survey_id)
