"""Figures of what people answered to the questions that surveys of all associations share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from punos.extend import Metric
from punos.i18n import _staff, _staff_l
from punos.metrics.becoming import guarded
from punos.metrics.figures import share
from punos.metrics.service import Cohort
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.surveys.api import SharedAnswers, WaveResponse, shared_answers
from punos.surveys.items import CONFIDENCE, INTEGRATION
from punos.work import Work

START, END = "start", "end"
GAIN = 0.5
"""So much higher is the mean of somebody who has gained confidence; the scale goes from 1 to 5."""
HELPED = 4
WAVES = {
    START: _staff_l("Answered at the start"),
    "midterm": _staff_l("Answered at midterm"),
    END: _staff_l("Answered at the end"),
    "months_6": _staff_l("Answered 6 months later"),
    "months_12": _staff_l("Answered 12 months later"),
}
READ = "outcomes.read"


@dataclass(frozen=True)
class Answers:
    """What the surveys of a cycle have brought, of those whose outcomes the programme is about."""

    responses: tuple[WaveResponse, ...] = ()
    shared: tuple[SharedAnswers, ...] = ()

    def response(self, wave: str) -> WaveResponse | None:
        """The survey of a wave, if it was sent."""
        return next((one for one in self.responses if one.wave == wave), None)

    def of(self, wave: str) -> Sequence[SharedAnswers]:
        """The answers of a wave that may be read."""
        return [one for one in self.shared if one.wave == wave]


def answers_of(work: Work, cycle: Cycle, cohort: Cohort) -> Answers:
    """One statement, and none before the first survey was sent.

    Whoever sees a part of the people only is told nothing: answers are whole.
    """
    roles = model_of(work, cycle).outcome_roles
    sent = tuple(one for one in cohort.responses if one.role in roles)
    if not sent or work.actor.units("cycles.read") is not None:
        return Answers()
    return Answers(sent, tuple(one for one in shared_answers(work, cycle) if one.role in roles))


def confidence_gain(answers: Answers) -> list[Metric]:
    """N15: those whose mean of five answers rose by half a step, of those who answered both times."""
    both = (answers.response(START), answers.response(END))
    label = _staff("More confident than at the start")
    note = _staff(
        "Those whose answers to five questions about confidence rose by half a step on the mean, on "
        "a scale from 1 to 5, of those who answered both at the start and at the end."
    )
    before, after = (_means(answers.of(wave)) for wave in (START, END))
    known = before.keys() & after.keys()
    gained = sum(after[one] - before[one] >= GAIN for one in known)
    figure = share("N15", label, gained, len(known), note, permission=READ)
    if not both[0] or not both[1]:
        return [replace(figure, missing=_not_sent())]
    if both[0].anonymous or both[1].anonymous:
        nobody = _staff("the answers are anonymous, so nobody’s two can be compared")
        return [replace(figure, missing=nobody)]
    return [guarded(figure, len(known), both[1].asked)]


def helped_integration(answers: Answers) -> list[Metric]:
    """N16: answers of 4 and 5 to one question, of all answers to it."""
    sent = answers.response(END)
    said = [number for one in answers.of(END) if (number := _number(one.answers, INTEGRATION))]
    note = _staff(
        "Those who answered 4 or 5, on a scale from 1 to 5, when they were asked whether the "
        "programme helped them to feel at home in Finland, of all who answered it."
    )
    helped = sum(number >= HELPED for number in said)
    label = _staff("Feel more at home in Finland")
    figure = share("N16", label, helped, len(said), note, permission=READ)
    if sent is None:
        return [replace(figure, missing=_not_sent())]
    return [guarded(figure, sent.answered, sent.asked)]


def response_rates(answers: Answers) -> list[Metric]:
    """N20: how many answered each survey, of those who were asked."""
    note = _staff("Those who answered, of all who were asked.")
    return [
        share(
            f"N20.{one.wave}",
            WAVES[one.wave],
            one.answered,
            one.asked,
            note,
            response=(one.answered, one.asked),
        )
        for one in answers.responses
        if one.asked
    ]


def survey_figures(work: Work, cycle: Cycle, cohort: Cohort) -> list[Metric]:
    """N15, N16 and N20 together; nothing where no survey was sent."""
    answers = answers_of(work, cycle, cohort)
    if not answers.responses:
        return []
    return [
        *confidence_gain(answers),
        *helped_integration(answers),
        *response_rates(answers),
    ]


def _means(given: Sequence[SharedAnswers]) -> dict[UUID, float]:
    """The mean of all five by person; who left one out has none."""
    found = {}
    for one in given:
        numbers = list(_numbers(one.answers))
        if one.enrolment_id is not None and len(numbers) == len(CONFIDENCE):
            found[one.enrolment_id] = sum(numbers) / len(numbers)
    return found


def _numbers(answers: Mapping[str, Any]) -> Iterator[int]:
    for name in CONFIDENCE:
        if number := _number(answers, name):
            yield number


def _number(answers: Mapping[str, Any], name: str) -> int | None:
    """An answer from 1 to 5, as a number or as its digit; None for none."""
    value = answers.get(name)
    return int(value) if value not in (None, "") else None


def _not_sent() -> str:
    return _staff("its survey was not sent")
