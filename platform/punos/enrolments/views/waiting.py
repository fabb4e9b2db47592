"""Putting somebody at a place of the waiting list by hand, from the page of the application."""

from uuid import UUID

from flask import Response, flash, request, url_for

from punos.enrolments.applying import visible_enrolment
from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import WaitingSchema
from punos.enrolments.views.base import pages
from punos.enrolments.views.listing import DECIDE
from punos.enrolments.waiting import put_at, waits
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff
from punos.programmes.service import model_of
from punos.web.redirects import see_other
from punos.work import Work


@pages.post("/enrolments/<uuid:enrolment_id>/waiting", allow=DECIDE)
def put_on_list(work: Work, enrolment_id: UUID) -> Response:
    """Put them there. The list is everybody's, so it is for those who decide about everybody."""
    found = visible_enrolment(work, enrolment_id, DECIDE)
    if work.actor.units(DECIDE) is not None:
        raise Absent
    form = Form.from_request(WaitingSchema(), request.form)
    data = form.load()
    if data is None:
        flash(str(form.error_list[0][1]), "problem")
    else:
        put_at(work, found.id, data["place"])
        flash(_staff("The waiting list is changed."), "done")
    return see_other(url_for("enrolments.enrolment", enrolment_id=found.id))


def waiting_form(work: Work, found: Enrolment) -> Form | None:
    """The form that puts them elsewhere; None for whoever does not wait, or whose list is not the actor's."""
    whole = work.actor.may(DECIDE) and work.actor.units(DECIDE) is None
    if not whole or not waits(model_of(work, found.cycle), found):
        return None
    return Form(WaitingSchema(), {"place": found.waiting_place})
