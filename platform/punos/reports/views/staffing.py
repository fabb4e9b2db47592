"""How much of whose time a programme had."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff
from punos.programmes.models import Programme
from punos.programmes.service import programme_by_slug
from punos.reports.models import Staffing
from punos.reports.schemas import StaffingForm
from punos.reports.staffing import drop_staffing, keep_staffing, staffing_of
from punos.reports.views.base import WRITE, crumbs, pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/programmes/<programme>/staffing", allow=WRITE, kind="association")
def staffing(work: Work, programme: str) -> str:
    """Every record, and the form for one more."""
    return _draw(work, programme_by_slug(work, programme), Form(StaffingForm(), {}))


@pages.post("/programmes/<programme>/staffing", allow=WRITE, kind="association")
def staffing_add(work: Work, programme: str) -> Response:
    """Write one down."""
    return _save(work, programme_by_slug(work, programme))


@pages.get("/programmes/<programme>/staffing/<uuid:staffing_id>", allow=WRITE, kind="association")
def staffing_one(work: Work, programme: str, staffing_id: UUID) -> str:
    """One of them, to be changed."""
    found = programme_by_slug(work, programme)
    row = _one(work, found, staffing_id)
    names = ("title", "full_time", "from_on", "until_on")
    return _draw(
        work, found, Form(StaffingForm(), {name: getattr(row, name) for name in names}), row
    )


@pages.post("/programmes/<programme>/staffing/<uuid:staffing_id>", allow=WRITE, kind="association")
def staffing_save(work: Work, programme: str, staffing_id: UUID) -> Response:
    """Keep it as it is now; or take it out."""
    found = programme_by_slug(work, programme)
    row = _one(work, found, staffing_id)
    if request.form.get("drop") == "yes":
        drop_staffing(work, found, staffing_id)
        flash(_staff("It is taken out."), "done")
        return see_other(url_for("reports.staffing", programme=programme))
    return _save(work, found, row)


def _one(work: Work, programme: Programme, staffing_id: UUID) -> Staffing:
    for one in staffing_of(work, programme.id):
        if one.id == staffing_id:
            return one
    raise Absent


def _save(work: Work, programme: Programme, row: Staffing | None = None) -> Response:
    form = Form.from_request(StaffingForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, programme, form, row), 422)
    keep_staffing(work, programme, data, row.id if row else None)
    flash(_staff("Saved."), "done")
    return see_other(url_for("reports.staffing", programme=programme.slug))


def _draw(work: Work, programme: Programme, form: Form, row: Staffing | None = None) -> str:
    title = _staff("Staff of the programme")
    return render(
        "reports/staffing.html",
        programme=programme,
        name=pick(programme.names, work.language),
        title=title,
        rows=staffing_of(work, programme.id),
        row=row,
        form=form,
        breadcrumbs=crumbs((title, None)),
    )
