"""One employer of the register: seen, added, changed, not to be asked any more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.employers.codes import CALLED, OFFERS, STATES
from punos.employers.models import Employer
from punos.employers.reading import MANAGE, employer_by_id, is_own, own_employer
from punos.employers.schemas import EmployerForm
from punos.employers.service import (
    add_employer,
    ask_again,
    change_employer,
    contacts_of,
    retire,
)
from punos.employers.views.base import OURS, crumbs, pages, with_units
from punos.employers.visits import visits_at
from punos.errors import Refused
from punos.forms import Form
from punos.i18n import _staff
from punos.occupations.api import label as occupation_label
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

ASKED = ("name", "city", "profession", "website", "offers", "note")


@pages.get("/employers/<uuid:employer_id>", allow=MANAGE, kind="association")
def employer(work: Work, employer_id: UUID) -> str:
    """What is known of it, who answers there, and the visits so far."""
    found = employer_by_id(work, employer_id)
    own = is_own(work, found)
    offers = dict(OFFERS)
    return render(
        "employers/employer.html",
        employer=found,
        own=own,
        contacts=contacts_of(work, found) if own else [],
        visits=visits_at(work, found),
        offers=[str(offers.get(one, one)) for one in found.offers],
        found_by=pick(found.unit.names, work.language).value if found.unit else OURS,
        field=found.profession and occupation_label(found.profession, work.language),
        kinds=CALLED,
        states=dict(STATES),
        breadcrumbs=crumbs(found),
    )


@pages.get("/employers/add", allow=MANAGE, kind="association")
def add(work: Work) -> str:
    """The form for a new one."""
    return _draw(Form(with_units(work, EmployerForm()), _first_unit(work)))


@pages.post("/employers/add", allow=MANAGE, kind="association")
def add_save(work: Work) -> Response:
    """Add it."""
    form = Form.from_request(with_units(work, EmployerForm()), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(form), 422)
    try:
        made = add_employer(work, data.pop("name"), **_values(data))
    except Refused as no:
        form.add_error("name", str(no.message))
        return make_response(_draw(form), no.status)
    flash(_staff("The employer is in the register. Who answers there?"), "done")
    return see_other(url_for("employers.employer", employer_id=made.id))


@pages.get("/employers/<uuid:employer_id>/change", allow=MANAGE, kind="association")
def change(work: Work, employer_id: UUID) -> str:
    """The form with what is known."""
    found = own_employer(work, employer_id)
    known = {**{name: getattr(found, name) for name in ASKED}, "unit": found.unit_id}
    return _draw(Form(with_units(work, EmployerForm()), known), found)


@pages.post("/employers/<uuid:employer_id>/change", allow=MANAGE, kind="association")
def change_save(work: Work, employer_id: UUID) -> Response:
    """Keep what was changed."""
    found = own_employer(work, employer_id)
    form = Form.from_request(with_units(work, EmployerForm()), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(form, found), 422)
    try:
        change_employer(work, employer_id, **_values(data))
    except Refused as no:
        form.add_error("name", str(no.message))
        return make_response(_draw(form, found), no.status)
    flash(_staff("The changes are saved."), "done")
    return see_other(url_for("employers.employer", employer_id=employer_id))


@pages.post("/employers/<uuid:employer_id>/retire", allow=MANAGE, kind="association")
def retire_save(work: Work, employer_id: UUID) -> Response | str:
    """It is not to be asked any more; asks first, since who answers there is forgotten."""
    found = own_employer(work, employer_id)
    if request.form.get("sure") != "yes":
        title = _staff("Not to be asked any more")
        return render(
            "employers/retire.html", employer=found, title=title, breadcrumbs=crumbs(found, title)
        )
    retire(work, employer_id)
    flash(_staff("It is not offered any more. Earlier visits still name it."), "done")
    return see_other(url_for("employers.employer", employer_id=employer_id))


@pages.post("/employers/<uuid:employer_id>/ask-again", allow=MANAGE, kind="association")
def ask_again_save(work: Work, employer_id: UUID) -> Response:
    """It may be asked again."""
    ask_again(work, own_employer(work, employer_id).id)
    flash(_staff("It can be asked again."), "done")
    return see_other(url_for("employers.employer", employer_id=employer_id))


def _first_unit(work: Work) -> dict[str, Any]:
    """For whoever has just one unit it is chosen already."""
    limits = work.actor.units(MANAGE)
    return {"unit": next(iter(limits))} if limits is not None and len(limits) == 1 else {}


def _values(data: dict[str, Any]) -> dict[str, Any]:
    unit = data.pop("unit")
    return {**data, "unit_id": UUID(unit) if unit else None}


def _draw(form: Form, found: Employer | None = None) -> str:
    title: Any = _staff("Change") if found else _staff("Add an employer")
    action = (
        url_for("employers.change_save", employer_id=found.id)
        if found
        else url_for("employers.add_save")
    )
    back = (
        url_for("employers.employer", employer_id=found.id)
        if found
        else url_for("employers.employers")
    )
    return render(
        "employers/form.html",
        form=form,
        title=found.name if found else title,
        action=action,
        back=back,
        submit=_staff("Save the employer"),
        breadcrumbs=crumbs(found, title),
    )
