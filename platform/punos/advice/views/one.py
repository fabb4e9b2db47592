"""The advice that one person got."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.advice.codes import kind_in_words
from punos.advice.reading import RECORD, advisee, sessions_of
from punos.advice.schemas import PartnersAdviceForm
from punos.advice.service import add_advice, take_back_advice
from punos.advice.views.base import crumbs, offered_partners, pages, proposed
from punos.audit.service import read_page
from punos.enrolments.models import Enrolment
from punos.forms import Form, PunosSchema
from punos.i18n import _staff
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/enrolments/<uuid:enrolment_id>/advice", allow=RECORD, kind="association")
def of_enrolment(work: Work, enrolment_id: UUID) -> str:
    """The sessions so far, and the form for one more. Who read it is written down."""
    enrolment = advisee(work, enrolment_id)
    read_page(work, enrolment.person_id, "advice")
    return _draw(work, enrolment, Form(_schema(work, enrolment), proposed(work)))


@pages.post("/enrolments/<uuid:enrolment_id>/advice", allow=RECORD, kind="association")
def of_enrolment_save(work: Work, enrolment_id: UUID) -> Response:
    """Write one down."""
    enrolment = advisee(work, enrolment_id)
    form = Form.from_request(_schema(work, enrolment), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, enrolment, form), 422)
    partner = data.pop("partner")
    add_advice(
        work, enrolment, data.pop("kind"), partner_id=UUID(partner) if partner else None, **data
    )
    return _back(enrolment, _staff("The session is written down."))


@pages.post(
    "/enrolments/<uuid:enrolment_id>/advice/<uuid:advice_id>/take-back",
    allow=RECORD,
    kind="association",
)
def take_back(work: Work, enrolment_id: UUID, advice_id: UUID) -> Response:
    """One was written down by mistake."""
    enrolment = advisee(work, enrolment_id)
    take_back_advice(work, enrolment, advice_id)
    return _back(enrolment, _staff("The session is taken out."))


def _schema(work: Work, enrolment: Enrolment) -> PunosSchema:
    return PartnersAdviceForm().offer(partner=offered_partners(work, enrolment.cycle))


def _draw(work: Work, enrolment: Enrolment, form: Form) -> str:
    return render(
        "advice/of_enrolment.html",
        enrolment=enrolment,
        sessions=[
            (one, kind_in_words(one.advice.kind), pick(one.cycle_names, work.language))
            for one in sessions_of(work, enrolment.person_id)
        ],
        form=form,
        may_change=enrolment.cycle.state != "closed",
        cycle_name=pick(enrolment.cycle.names, work.language),
        breadcrumbs=crumbs(work, enrolment.cycle, enrolment.person.full_name),
    )


def _back(enrolment: Enrolment, said: str) -> Response:
    flash(said, "done")
    return see_other(url_for("advice.of_enrolment", enrolment_id=enrolment.id))
