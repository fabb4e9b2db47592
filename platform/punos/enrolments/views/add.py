"""Adding an applicant by hand, with the same form that applicants fill in."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.answers import ApplicationForm, Part, prefix
from punos.enrolments.applying import apply
from punos.enrolments.behalf import AgreedSchema, decide_for
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import FormSection, sections_for
from punos.enrolments.views.base import PLACING, chosen_unit, crumbs, pages, placing_schema
from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_l
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

EDIT = "enrolments.edit"
AGREED = FormSection("agreed", AgreedSchema, title=_staff_l("What they agreed to"))
"""A part of staff's form that becomes a consent, not an answer."""


@pages.get("/cycles/<slug>/applicants/add/<role>", allow=EDIT)
def add(work: Work, slug: str, role: str) -> str:
    """The form for one person."""
    cycle = _cycle(work, slug, role)
    form = ApplicationForm.blank(work, cycle, sections_for(work, cycle, role, staff=True))
    form.parts += [Part(one, Form(schema, prefix=prefix(one))) for one, schema in _beside(work)]
    return _draw(work, cycle, role, form)


@pages.post("/cycles/<slug>/applicants/add/<role>", allow=EDIT)
def add_save(work: Work, slug: str, role: str) -> Response:
    """Add them, or say that they are there already."""
    cycle = _cycle(work, slug, role)
    sections = sections_for(work, cycle, role, staff=True)
    form = ApplicationForm.sent(work, cycle, sections, request.form)
    form.parts += [
        Part(one, Form.from_request(schema, request.form, prefix=prefix(one)))
        for one, schema in _beside(work)
    ]
    if not form.load():
        return make_response(_draw(work, cycle, role, form), 422)
    asked = {one.name for one in sections}
    answers = {name: part for name, part in form.answers().items() if name in asked}
    applied = apply(work, cycle, role, answers, source="staff", unit_id=_unit(work, form))
    _agree(work, applied.enrolment, form)
    _tell(applied.enrolment.person.full_name, applied.new)
    address = url_for("enrolments.enrolment", enrolment_id=applied.enrolment.id)
    return see_other(address)


def _beside(work: Work) -> list[tuple[FormSection, PunosSchema]]:
    """What is asked of the staff themselves, beside the applicant's answers."""
    schema = placing_schema(work, EDIT)
    placing = [] if schema is None else [(PLACING, schema)]
    return [(AGREED, AgreedSchema()), *placing]


def _agree(work: Work, enrolment: Enrolment, form: ApplicationForm) -> None:
    how = form.data(AGREED.name)["how"]
    if how:
        decide_for(work, enrolment, given=True, how=how)


def _cycle(work: Work, slug: str, role: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if role not in model_of(work, cycle).roles:
        raise Absent
    return cycle


def _unit(work: Work, form: ApplicationForm) -> UUID | None:
    asked = any(part.section is PLACING for part in form.parts)
    return chosen_unit(work, EDIT, form.data(PLACING.name)["unit"] if asked else None)


def _tell(name: Any, new: bool) -> None:
    if new:
        flash(_staff("%(name)s is added.", name=name), "done")
    else:
        flash(_staff("%(name)s was there already. Nothing was changed.", name=name), "warning")


def _draw(work: Work, cycle: Cycle, role: str, form: ApplicationForm) -> str:
    label = model_of(work, cycle).roles[role]
    return render(
        "enrolments/add.html",
        form=form,
        role=label,
        name=pick(cycle.names, work.language),
        cycle=cycle,
        breadcrumbs=crumbs(work, cycle, (_staff("Add an applicant"), None)),
    )
