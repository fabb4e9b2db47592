"""Bringing in a file of employers."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields

from punos.employers.bringing import bring
from punos.employers.reading import MANAGE
from punos.employers.views.base import crumbs, pages, with_units
from punos.errors import Refused
from punos.forms import Form, PunosSchema, field_info
from punos.forms.tabular import RowResult
from punos.i18n import _staff, _staff_l, _staff_n
from punos.imports.schemas import Upload
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


class BringForm(PunosSchema):
    """A file of employers, and who found them."""

    file = Upload(
        required=True,
        metadata=field_info(
            label=_staff_l("File"),
            widget="file",
            help=_staff_l("A CSV file of at most 500 rows, with headings in its first row."),
        ),
    )
    unit = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(label=_staff_l("Who found them"), widget="select", options=()),
    )


@pages.get("/employers/bring", allow=MANAGE, kind="association")
def bring_in(work: Work) -> str:
    """Choose a file."""
    return _draw(Form(with_units(work, BringForm())))


@pages.post("/employers/bring", allow=MANAGE, kind="association")
def bring_save(work: Work) -> Response:
    """Add the employers of the file that are not here yet; none of them while a row is wrong."""
    form = Form.from_request(with_units(work, BringForm()), request.form, request.files)
    data = form.load()
    if data is None:
        return make_response(_draw(form), 422)
    try:
        found = bring(work, data["file"].read(), UUID(data["unit"]) if data["unit"] else None)
    except Refused as no:
        form.add_error("file", str(no.message))
        return make_response(_draw(form), no.status)
    if found.wrong:
        form.add_error("file", _staff("Nothing was added yet. Mend these rows and try again."))
        return make_response(_draw(form, list(found.wrong)), 422)
    flash(_added(found.added, found.there), "done")
    return see_other(url_for("employers.employers"))


def _added(added: int, there: int) -> str:
    said = _staff_n("%(num)s employer was added.", "%(num)s employers were added.", added)
    if not there:
        return said
    more = _staff_n(
        "%(num)s was here already and stays as it is.",
        "%(num)s were here already and stay as they are.",
        there,
    )
    return f"{said} {more}"


def _draw(form: Form, wrong: list[RowResult] | None = None) -> str:
    title = _staff("Bring in a file")
    return render(
        "employers/bring.html",
        form=form,
        title=title,
        wrong=(wrong or [])[:50],
        breadcrumbs=crumbs(None, title),
    )
