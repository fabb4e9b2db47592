"""The score sheet that somebody of the staff fills in after an interview."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.audit.service import read_page
from punos.enrolments.applying import visible_enrolment
from punos.enrolments.models import Enrolment
from punos.forms import Form, PunosSchema
from punos.i18n import _staff
from punos.interviews.models import InterviewScore
from punos.interviews.reading import HOLD
from punos.interviews.schemas import interview_plan, sheet_schema
from punos.interviews.scoring import own_sheet, write_sheet
from punos.interviews.views.base import crumbs, pages
from punos.programmes.service import settings_of
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MARK = "mark_"


@pages.get("/enrolments/<uuid:enrolment_id>/score", allow=HOLD)
def score(work: Work, enrolment_id: UUID) -> str:
    """The reader's own sheet about this applicant, filled in or empty."""
    found = visible_enrolment(work, enrolment_id, HOLD)
    read_page(work, found.person_id, "interview.score")
    return _draw(work, found, Form(_schema(work, found), _shown(own_sheet(work, found))))


@pages.post("/enrolments/<uuid:enrolment_id>/score", allow=HOLD)
def score_save(work: Work, enrolment_id: UUID) -> Response:
    """Keep it."""
    found = visible_enrolment(work, enrolment_id, HOLD)
    form = Form.from_request(_schema(work, found), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    marks = {
        name.removeprefix(MARK): value for name, value in data.items() if name.startswith(MARK)
    }
    write_sheet(work, found, marks=marks, recommends=data["recommends"], summary=data["summary"])
    flash(_staff("Your score sheet is saved."), "done")
    if work.actor.may("enrolments.read"):
        return see_other(url_for("enrolments.enrolment", enrolment_id=found.id))
    return see_other(url_for("interviews.of_cycle", slug=found.cycle.slug))


def _schema(work: Work, found: Enrolment) -> PunosSchema:
    plan = interview_plan(settings_of(work, found.cycle))
    return sheet_schema(plan.named(work.language))


def _shown(sheet: InterviewScore | None) -> dict[str, Any]:
    if sheet is None:
        return {}
    marks = {f"{MARK}{name}": str(mark) for name, mark in sheet.marks.items()}
    return {**marks, "recommends": sheet.recommends, "summary": sheet.summary}


def _draw(work: Work, found: Enrolment, form: Form) -> str:
    title = _staff("Score sheet")
    return render(
        "interviews/score.html",
        enrolment=found,
        title=title,
        form=form,
        breadcrumbs=crumbs(work, found.cycle, found.person.full_name),
    )
