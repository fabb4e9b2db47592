"""Acting for an applicant: their consent as they told it, a link to hand over, who looks after them."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.audit.service import read_page
from punos.enrolments.applying import visible_enrolment
from punos.enrolments.behalf import DecisionSchema, decide_for
from punos.enrolments.handing import APPLICATION, hand_out
from punos.enrolments.looked_after import choose_responsible
from punos.enrolments.models import Enrolment
from punos.enrolments.views.base import crumbs, pages, title_of
from punos.forms import Form
from punos.i18n import _staff
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

EDIT = "enrolments.edit"


@pages.get("/enrolments/<uuid:enrolment_id>/consent", allow=EDIT)
def consent(work: Work, enrolment_id: UUID) -> str:
    """Ask what they decided, and how they told it."""
    found = visible_enrolment(work, enrolment_id, EDIT)
    read_page(work, found.person_id, "enrolment.consent")
    return _draw(work, found, Form(DecisionSchema()))


@pages.post("/enrolments/<uuid:enrolment_id>/consent", allow=EDIT)
def consent_save(work: Work, enrolment_id: UUID) -> Response:
    """Write the decision down for them."""
    found = visible_enrolment(work, enrolment_id, EDIT)
    form = Form.from_request(DecisionSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    decide_for(work, found, given=data["decision"] == "given", how=data["how"])
    flash(_staff("It is written down, with the day and your name."), "done")
    return _back(found)


@pages.post("/enrolments/<uuid:enrolment_id>/link", allow=EDIT)
def hand_link(work: Work, enrolment_id: UUID) -> str:
    """Make a link to their application and show it, once."""
    found = visible_enrolment(work, enrolment_id, EDIT)
    read_page(work, found.person_id, "enrolment.link")
    sheet = hand_out(
        work, found, APPLICATION, found.id, end_earlier=request.form.get("end") == "yes"
    )
    return render(
        "enrolments/handed.html",
        sheet=sheet,
        back=url_for("enrolments.enrolment", enrolment_id=found.id),
        breadcrumbs=crumbs(work, found.cycle, *_here(found, _staff("Link"))),
    )


@pages.post("/enrolments/<uuid:enrolment_id>/responsible", allow=EDIT)
def look_after(work: Work, enrolment_id: UUID) -> Response:
    """Choose who is responsible."""
    found = visible_enrolment(work, enrolment_id, EDIT)
    choose_responsible(work, [found], EDIT)
    return _back(found)


def _back(found: Enrolment) -> Response:
    return see_other(url_for("enrolments.enrolment", enrolment_id=found.id))


def _draw(work: Work, found: Enrolment, form: Form) -> str:
    return render(
        "enrolments/consent.html",
        form=form,
        enrolment=found,
        breadcrumbs=crumbs(work, found.cycle, *_here(found, _staff("Consent"))),
    )


def _here(found: Enrolment, title: str) -> list[tuple[str, str | None]]:
    address = url_for("enrolments.enrolment", enrolment_id=found.id)
    return [(title_of(found), address), (title, None)]
