"""What the sweeps' world has of surveys: one at the end that a mentee of the first unit has answered."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.programmes.service import cycle_by_slug, model_of
from punos.surveys.asked import Place, asked_at
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from punos.surveys.sending import send
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A survey of mentees, asked and answered."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        place = Place(cycle.programme, model_of(work, cycle), "end", "mentee")
        survey = send(work, cycle, asked_at(work, place))
        query = select(Enrolment).where(Enrolment.person_id == world.people["mentee"])
        ask = _answered(work, survey, work.session.scalars(query).one(), world.canary)
        world.subjects["survey"] = ("survey_ask", ask.id, world.people["mentee"])
        return {
            "survey_id": str(survey.id),
            "ask_id": str(ask.id),
            "wave": "midterm",
            "survey_role": "mentee",
            "item_name": "going_well",
        }


def grow(world: World, count: int) -> None:
    """So many more who were asked, and have answered; and surveys of every other wave and role."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        survey = work.session.scalars(select(Survey).where(Survey.wave == "end")).one()
        known = set(work.session.scalars(select(SurveyAsk.enrolment_id)))
        query = select(Enrolment).where(Enrolment.cycle_id == cycle.id).limit(count)
        for enrolment in work.session.scalars(query).all():
            if enrolment.id not in known:
                _answered(work, survey, enrolment, world.canary)


def _answered(work: Work, survey: Survey, enrolment: Enrolment, canary: str) -> SurveyAsk:
    ask = SurveyAsk(
        survey_id=survey.id, enrolment_id=enrolment.id, answered=True, asked_at=clock.now()
    )
    said = {"confidence_1": 4, "situation": "work_own", "best": f"Kiitos {canary}"}
    answer = SurveyAnswer(
        survey_id=survey.id,
        enrolment_id=enrolment.id,
        answers=said,
        answered_on=clock.today(),
    )
    work.session.add_all([ask, answer])
    work.session.flush()
    return ask
