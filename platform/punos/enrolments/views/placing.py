"""Moving an applicant to another unit, from the page of the application."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.applying import visible_enrolment
from punos.enrolments.models import Enrolment
from punos.enrolments.placing import PLACE, place
from punos.enrolments.schemas import NO_UNIT, MovingSchema
from punos.enrolments.views.base import crumbs, pages, title_of
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.texts import pick
from punos.units.models import Unit
from punos.units.service import units
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.post("/enrolments/<uuid:enrolment_id>/place", allow=PLACE)
def place_enrolment(work: Work, enrolment_id: UUID) -> Response:
    """Move them. Whoever does not see them any more is led back to the list."""
    found = visible_enrolment(work, enrolment_id, PLACE)
    known = units(work)
    form = Form.from_request(_schema(work, known), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    unit = next((one for one in known if str(one.id) == data["unit"]), None)
    placed = place(work, found.id, unit.id if unit else None)
    _tell(work, placed, unit)
    if sees(work, placed, "enrolments.read"):
        return see_other(url_for("enrolments.enrolment", enrolment_id=placed.id))
    return see_other(url_for("enrolments.applicants", slug=placed.cycle.slug))


def placing_form(work: Work, found: Enrolment, known: list[Unit]) -> Form | None:
    """The form that moves them; None where there is nowhere to go or the actor may not."""
    if not known or found.cycle.state == "closed" or not sees(work, found, PLACE):
        return None
    here = str(found.unit_id) if found.unit_id else NO_UNIT
    return Form(_schema(work, known), {"unit": here})


def sees(work: Work, found: Enrolment, permission: str) -> bool:
    """Whether the enrolment is among those for which the actor holds the permission."""
    limits = work.actor.units(permission)
    return work.actor.may(permission) and (limits is None or found.unit_id in limits)


def _schema(work: Work, known: list[Unit]) -> MovingSchema:
    nowhere = (NO_UNIT, _staff_l("No unit: whoever coordinates chooses one"))
    options: list[tuple[str, Any]] = [(str(u.id), pick(u.names, work.language)) for u in known]
    schema = MovingSchema()
    schema.offer(unit=[*options, nowhere])
    return schema


def _tell(work: Work, placed: Enrolment, unit: Unit | None) -> None:
    name = title_of(placed)
    if unit is None:
        flash(_staff("%(name)s belongs to no unit now.", name=name), "done")
    else:
        where = pick(unit.names, work.language).value
        flash(_staff("%(name)s belongs to this unit now: %(unit)s.", name=name, unit=where), "done")


def _draw(work: Work, found: Enrolment, form: Form) -> str:
    here = url_for("enrolments.enrolment", enrolment_id=found.id)
    return render(
        "enrolments/place.html",
        form=form,
        enrolment=found,
        breadcrumbs=crumbs(
            work, found.cycle, (title_of(found), here), (_staff("Move to another unit"), None)
        ),
    )
