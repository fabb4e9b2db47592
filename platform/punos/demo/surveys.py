"""Surveys of the demo: what people were asked at the start, are asked now, and said at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import cycle as around
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.demo.story import noon
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.ids import random_id
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.surveys.asked import Place, asked_at, change
from punos.surveys.items import (
    CONFIDENCE,
    CONTACTS,
    FINNISH_BEFORE,
    FINNISH_NOW,
    INTEGRATION,
    MENTOR_GAIN,
)
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from punos.surveys.sending import WHILE_IT_RUNS, close, due_on, send
from punos.work import Work

OF_LATE = timedelta(days=200)
"""Of cycles that ended earlier the demo has no surveys."""
ANSWERED_OF_TEN = 8
ASKED_LATELY = timedelta(days=4)
WORDS = {
    "en": ("To meet people of my field.", "We met often, and it was easy to ask.", "More visits."),
    "fi": (
        "Tapaan oman alani ihmisiä.",
        "Tapasimme usein, ja oli helppo kysyä.",
        "Lisää vierailuja.",
    ),
    "sv": (
        "Att träffa människor inom mitt område.",
        "Vi träffades ofta, och det var lätt att fråga.",
        "Fler besök.",
    ),
}
_MARKS = around((3, 4, 2, 4, 3, 5, 3))
_CONTACTS = around((2, 5, 3, 8, 1, 4))


def have_answered(work: Work) -> None:
    """Each cycle of mentoring that runs or has ended of late has its surveys, most of them answered."""
    query = select(Cycle).where(
        Cycle.state.in_(("running", "closed")),
        Cycle.is_sample.is_(False),
        Cycle.ends_on > clock.today() - OF_LATE,
    )
    query = query.options(joinedload(Cycle.programme), joinedload(Cycle.version))
    for cycle in work.session.scalars(query.order_by(Cycle.id)).all():
        if model_of(work, cycle).helping_roles:
            _tell(work, cycle)


def _tell(work: Work, cycle: Cycle) -> None:
    today = clock.today()
    for role in model_of(work, cycle).roles:
        place = Place(cycle.programme, model_of(work, cycle), "end", role)
        if role in model_of(work, cycle).helping_roles:
            change(work, place, anonymous=True)
        _ask(work, cycle, "start", role, cycle.starts_on + timedelta(days=2))
        if cycle.state == "running" and due_on(cycle, "midterm") > today:
            continue
        _ask(work, cycle, "midterm", role, min(due_on(cycle, "midterm"), today - ASKED_LATELY))
        if cycle.state == "closed":
            _ask(work, cycle, "end", role, due_on(cycle, "end"))


def _ask(work: Work, cycle: Cycle, wave: str, role: str, day: date) -> None:
    """Send one on that day, let most answer, and close it when its time is over by today."""
    place = Place(cycle.programme, model_of(work, cycle), wave, role)
    last = day + timedelta(days=asked_at(work, place).open_days)
    with clock.at(noon(day)):
        try:
            survey = send(work, cycle, asked_at(work, place))
        except Refused:
            return  # too few to be asked anonymously, or nobody
        _answer(work, survey, _people(work, survey))
    if last < clock.today():
        with clock.at(noon(last)):
            close(work, survey.id)


def _people(work: Work, survey: Survey) -> list[Enrolment]:
    states = ("active",) if survey.wave in WHILE_IT_RUNS else ("active", "ended")
    query = select(Enrolment).where(
        Enrolment.cycle_id == survey.cycle_id,
        Enrolment.role == survey.role,
        # Of a cycle that has ended those are told of who were in it.
        Enrolment.state.in_((*states, "ended")),
    )
    return list(work.session.scalars(query.order_by(Enrolment.id)))


def _answer(work: Work, survey: Survey, people: list[Enrolment]) -> None:
    words = WORDS.get(work.settings.languages[0], WORDS["en"])
    names = {item["name"]: item["kind"] for item in survey.items}
    for number, one in enumerate(people):
        answers = number % 10 < ANSWERED_OF_TEN
        named = answers and not survey.anonymous
        work.session.add(
            SurveyAsk(
                survey_id=survey.id, enrolment_id=one.id, answered=named, asked_at=clock.now()
            )
        )
        if answers:
            work.session.add(
                SurveyAnswer(
                    id=random_id(),
                    survey_id=survey.id,
                    enrolment_id=one.id if named else None,
                    answers=_said(survey.wave, names, words, number),
                    answered_on=clock.today(),
                )
            )
    work.session.flush()


def _said(
    wave: str, names: Mapping[str, str], words: tuple[str, ...], number: int
) -> dict[str, Any]:
    """Somebody's answers: marks that rise towards the end, and few words."""
    later = 1 if wave == "end" else 0
    said: dict[str, Any] = {
        name: min(5, next(_MARKS) + later)
        for name in (*CONFIDENCE, FINNISH_NOW, INTEGRATION, MENTOR_GAIN, "going_well")
    }
    said |= {FINNISH_BEFORE: 2, CONTACTS: next(_CONTACTS), "recommends": "yes"}
    said |= {"mentor_again": "no" if number % 4 == 3 else "yes"}
    if number % 3 == 0:
        said |= {"hopes": words[0], "best": words[1], "to_change": words[2]}
    return {name: value for name, value in said.items() if name in names}
