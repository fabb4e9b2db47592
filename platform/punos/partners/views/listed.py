"""The association's partners: the list, adding one, changing one."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import func, select

from punos.db import points_at
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.partners.models import CyclePartner, Partner
from punos.partners.schemas import PartnerForm
from punos.partners.service import add_partner, change_partner, partner_by_id
from punos.partners.views.base import MANAGE, pages
from punos.web.lists import Column, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

ASKED = ("name", "contact_name", "contact_email")


@pages.get("/partners", allow=MANAGE, kind="association")
def partners(work: Work) -> Response | str:
    """Every organisation that takes part without being here itself."""
    cycles = (
        select(func.count(CyclePartner.cycle_id.distinct()))
        .where(points_at(CyclePartner.partner_id, Partner))
        .correlate(Partner)
        .scalar_subquery()
    )
    query = select(
        Partner.id,
        Partner.name,
        Partner.contact_name,
        Partner.contact_email,
        cycles.label("cycles"),
    )
    listing = Listing(
        work, request.args, query, columns=_columns(), default_sort="name", name="partners"
    )
    if request.args.get("format") == "csv":
        return listing.csv_response()
    return render("partners/partners.html", listing=listing)


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Organisation"),
            sort=Partner.name,
            link=lambda row: url_for("partners.partner", partner_id=row.id),
        ),
        Column("contact", _staff_l("Who answers there"), value="contact_name"),
        Column("email", _staff_l("Their e-mail"), value="contact_email"),
        Column("cycles", _staff_l("Cycles"), kind="number"),
    ]


@pages.get("/partners/add", allow=MANAGE, kind="association")
def add(_work: Work) -> str:
    """The form for a new one."""
    return _draw(Form(PartnerForm()))


@pages.post("/partners/add", allow=MANAGE, kind="association")
def add_save(work: Work) -> Response:
    """Add it."""
    form = Form.from_request(PartnerForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(form), 422)
    add_partner(work, **data)
    flash(_staff("The partner is added. Now say in which cycle it takes part, and how."), "done")
    return see_other(url_for("partners.partners"))


@pages.get("/partners/<uuid:partner_id>", allow=MANAGE, kind="association")
def partner(work: Work, partner_id: UUID) -> str:
    """One of them, to be changed."""
    found = partner_by_id(work, partner_id)
    return _draw(Form(PartnerForm(), {name: getattr(found, name) for name in ASKED}), found)


@pages.post("/partners/<uuid:partner_id>", allow=MANAGE, kind="association")
def partner_save(work: Work, partner_id: UUID) -> Response:
    """Keep what was changed."""
    found = partner_by_id(work, partner_id)
    form = Form.from_request(PartnerForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(form, found), 422)
    change_partner(work, partner_id, **data)
    flash(_staff("The partner is changed."), "done")
    return see_other(url_for("partners.partners"))


def _draw(form: Form, found: Partner | None = None) -> str:
    title: Any = found.name if found else _staff("Add a partner")
    action = (
        url_for("partners.partner_save", partner_id=found.id)
        if found
        else url_for("partners.add_save")
    )
    crumbs = [(_staff("Partners"), url_for("partners.partners")), (title, None)]
    return render(
        "partners/partner.html", form=form, title=title, action=action, breadcrumbs=crumbs
    )
