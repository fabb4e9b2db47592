"""What was answered: the whole survey, and of a confidential one each person's answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from punos.audit.service import read_page
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.forms.spreadsheet import write_lines
from punos.i18n import _staff, _staff_l, language
from punos.people.models import Person
from punos.programmes.service import model_of
from punos.surveys.items import read_item
from punos.surveys.models import Survey, SurveyAsk
from punos.surveys.results import answer_of, answers_of, in_words, results
from punos.surveys.schemas import LastDaySchema
from punos.surveys.sending import survey_of
from punos.surveys.views.base import MANAGE, WAVES, crumbs_of_cycle, pages
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.render import render
from punos.work import Work

EXPORT = "people.export"


@pages.get("/surveys/<uuid:survey_id>", allow=MANAGE)
def survey(work: Work, survey_id: UUID) -> Response | str:
    """Question by question: how often, the mean, the words; always how many have answered."""
    found = survey_of(work, survey_id)
    if request.args.get("format") == "csv":
        return _exported(work, found)
    return render(
        "surveys/results.html",
        survey=found,
        results=results(work, found),
        form=Form(LastDaySchema(), {"closes_on": found.closes_on}),
        can_export=work.actor.may(EXPORT),
        **_about(work, found),
    )


@pages.get("/surveys/<uuid:survey_id>/people", allow=MANAGE)
def people(work: Work, survey_id: UUID) -> Response | str:
    """Who was asked; of a confidential survey also who has answered, and what."""
    found = survey_of(work, survey_id)
    listing = _people(work, found)
    title = _staff("Who was asked")
    return render(
        "surveys/people.html",
        survey=found,
        listing=listing,
        title=title,
        **_about(work, found, (title, None)),
    )


@pages.get("/surveys/<uuid:survey_id>/people/<uuid:ask_id>", allow=MANAGE)
def answers(work: Work, survey_id: UUID, ask_id: UUID) -> str:
    """What one person has answered to a confidential survey."""
    found = survey_of(work, survey_id)
    enrolment, said = answer_of(work, found, ask_id)
    read_page(work, enrolment.person_id, "survey_answer")
    items = [read_item(kept) for kept in found.items]
    back = url_for("surveys.people", survey_id=survey_id)
    return render(
        "surveys/answers.html",
        survey=found,
        person=enrolment.person,
        enrolment=enrolment,
        rows=[
            (pick(one.labels, work.language), in_words(one, said.get(one.name), work.language))
            for one in items
        ],
        **_about(work, found, (_staff("Who was asked"), back), (enrolment.person.full_name, None)),
    )


def _people(work: Work, found: Survey) -> Listing:
    query = (
        select(SurveyAsk)
        .join(Enrolment, points_at(SurveyAsk.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(SurveyAsk.survey_id == found.id, Person.erased_at.is_(None))
        .options(contains_eager(SurveyAsk.enrolment).contains_eager(Enrolment.person))
    )

    def address(ask: SurveyAsk) -> str:
        if ask.answered and not found.anonymous:
            return url_for("surveys.answers", survey_id=found.id, ask_id=ask.id)
        return url_for("enrolments.enrolment", enrolment_id=ask.enrolment_id)

    columns = [
        Column(
            "name",
            _staff_l("Name"),
            Person.sort_key,
            lambda ask: ask.enrolment.person.full_name,
            link=address,
        )
    ]
    filters: list[Filter] = []
    if not found.anonymous:
        columns.append(Column("answered", _staff_l("Answer"), SurveyAsk.answered, _answered))
        filters.append(Filter("answered", _staff_l("Answer"), _ANSWERED, _filtered))
    return Listing(
        work,
        request.args,
        query,
        columns=columns,
        search=(Person.search_text,),
        filters=filters,
        default_sort="name",
        name="survey",
    )


_ANSWERED = (("yes", _staff_l("Answered")), ("no", _staff_l("Not answered")))


def _answered(ask: SurveyAsk) -> Tag:
    return Tag(_staff("Answered"), "good") if ask.answered else Tag(_staff("Not answered"), "wait")


def _filtered(query: Any, wanted: str) -> Any:
    return query.where(SurveyAsk.answered.is_(wanted == "yes"))


def _exported(work: Work, found: Survey) -> Response:
    """The answers that may be read, one a line, without names."""
    if not work.actor.may(EXPORT):
        raise Absent
    items = [read_item(kept) for kept in found.items]
    lines = [
        [in_words(one, said.get(one.name), language()) for one in items]
        for said in answers_of(work, found)
    ]
    head = [str(pick(one.labels, language())) for one in items]
    name = f'attachment; filename="survey-{found.wave}-{found.role}.csv"'
    headers = {"Content-Disposition": name}
    return Response(write_lines([head, *lines]), mimetype="text/csv", headers=headers)


def _about(work: Work, found: Survey, *more: tuple[Any, str | None]) -> dict[str, Any]:
    cycle = found.cycle
    role = model_of(work, cycle).roles.get(found.role, found.role)
    title = f"{WAVES[found.wave]} · {role}"
    here = url_for("surveys.survey", survey_id=found.id) if more else None
    return {
        "cycle": cycle,
        "name": pick(cycle.names, work.language),
        "survey_title": title,
        "breadcrumbs": crumbs_of_cycle(work, cycle, (title, here), *more),
    }
