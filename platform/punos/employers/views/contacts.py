"""Who answers at an employer."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.employers.models import Employer, EmployerContact
from punos.employers.reading import MANAGE, contact_by_id, own_employer
from punos.employers.schemas import ContactForm
from punos.employers.service import add_contact, change_contact, remove_contact
from punos.employers.views.base import crumbs, pages
from punos.forms import Form
from punos.i18n import _staff
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

ASKED = ("name", "title", "email", "phone", "told_on")


@pages.get("/employers/<uuid:employer_id>/contacts/add", allow=MANAGE, kind="association")
def contact_add(work: Work, employer_id: UUID) -> str:
    """The form for one more."""
    return _draw(own_employer(work, employer_id), Form(ContactForm()))


@pages.post("/employers/<uuid:employer_id>/contacts/add", allow=MANAGE, kind="association")
def contact_add_save(work: Work, employer_id: UUID) -> Response:
    """Write them down."""
    employer = own_employer(work, employer_id)
    form = Form.from_request(ContactForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(employer, form), 422)
    add_contact(work, employer, **data)
    return _back(employer)


@pages.get("/employers/contacts/<uuid:contact_id>", allow=MANAGE, kind="association")
def contact(work: Work, contact_id: UUID) -> str:
    """One of them, to be changed."""
    employer, found = contact_by_id(work, contact_id)
    return _draw(employer, Form(ContactForm(), {one: getattr(found, one) for one in ASKED}), found)


@pages.post("/employers/contacts/<uuid:contact_id>", allow=MANAGE, kind="association")
def contact_save(work: Work, contact_id: UUID) -> Response:
    """Keep what was changed."""
    employer, found = contact_by_id(work, contact_id)
    form = Form.from_request(ContactForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(employer, form, found), 422)
    change_contact(work, found, **data)
    return _back(employer)


@pages.post("/employers/contacts/<uuid:contact_id>/remove", allow=MANAGE, kind="association")
def contact_remove(work: Work, contact_id: UUID) -> Response:
    """Forget them."""
    employer, found = contact_by_id(work, contact_id)
    remove_contact(work, found)
    flash(_staff("They are taken out of the register."), "done")
    return see_other(url_for("employers.employer", employer_id=employer.id))


def _back(employer: Employer) -> Response:
    flash(_staff("The changes are saved."), "done")
    return see_other(url_for("employers.employer", employer_id=employer.id))


def _draw(employer: Employer, form: Form, found: EmployerContact | None = None) -> str:
    title = found.name if found else _staff("Add who answers there")
    action = (
        url_for("employers.contact_save", contact_id=found.id)
        if found
        else url_for("employers.contact_add_save", employer_id=employer.id)
    )
    return render(
        "employers/form.html",
        form=form,
        title=title,
        action=action,
        back=url_for("employers.employer", employer_id=employer.id),
        submit=_staff("Save who answers there"),
        breadcrumbs=crumbs(employer, title),
    )
