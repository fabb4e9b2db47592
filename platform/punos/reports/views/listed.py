"""The list of reports, and beginning one."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.extend import MenuItem, Panel
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.i18n.languages import own_name
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import cycle_by_slug, programme_by_slug
from punos.reports.models import Report
from punos.reports.schemas import AUDIENCES, ReportForm
from punos.reports.service import LANGUAGES, begin
from punos.reports.views.base import WRITE, crumbs, pages
from punos.reports.writing import title_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

STATES = {
    "draft": Tag(_staff_l("Draft"), "wait"),
    "finished": Tag(_staff_l("Finished"), "good"),
}
MENU = (MenuItem(_staff_l("Reports"), "reports.reports", WRITE, order=45, kind="association"),)


@pages.get("/reports", allow=WRITE, kind="association")
def reports(work: Work) -> str:
    """Every report, the newest first."""
    return render(
        "reports/reports.html",
        listing=_listing(work),
        title=_staff("Reports"),
        breadcrumbs=[(_staff("Reports"), None)],
    )


@pages.get("/reports/new", allow=WRITE, kind="association")
def report_new(work: Work) -> str:
    """About what, for whom, in which language."""
    form_schema = _schema(work)
    programmes = form_schema.offered["programme"]
    usual = {
        "audience": "city",
        "cycle": request.args.get("cycle"),
        "programme": programmes[0][0] if len(programmes) == 1 else None,
        "language": work.language if work.language in LANGUAGES else LANGUAGES[0],
        "year": clock.today().year - 1,
    }
    return _draw(Form(form_schema, usual))


@pages.post("/reports/new", allow=WRITE, kind="association")
def report_begin(work: Work) -> Response:
    """Begin it; the worker works its figures out."""
    form = Form.from_request(_schema(work), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(form), 422)
    if data["audience"] == "city":
        cycle = cycle_by_slug(work, data["cycle"])
        made = begin(work, cycle.programme, audience="city", language=data["language"], cycle=cycle)
    else:
        programme = programme_by_slug(work, data["programme"])
        made = begin(work, programme, audience="stea", language=data["language"], year=data["year"])
    flash(_staff("The figures are being worked out."), "note")
    return see_other(url_for("reports.report", report_id=made.id))


def cycle_part(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The way from a cycle to its report."""
    if cycle.is_sample or work.tenant.kind != "association":
        return ()
    return (Panel(_staff_l("Report"), "reports/panel.html", WRITE, {"cycle": cycle}, 90),)


def _schema(work: Work) -> ReportForm:
    query = select(Cycle).where(Cycle.is_sample.is_(False)).order_by(Cycle.starts_on.desc())
    cycles = work.session.scalars(query)
    programmes = work.session.scalars(select(Programme).order_by(Programme.slug))
    return ReportForm().offer(
        cycle=[(one.slug, pick(one.names, work.language)) for one in cycles],
        programme=[(one.slug, pick(one.names, work.language)) for one in programmes],
        language=[(code, own_name(code)) for code in LANGUAGES],
    )


def _draw(form: Form) -> str:
    title = _staff("Begin a report")
    return render("reports/new.html", form=form, title=title, breadcrumbs=crumbs((title, None)))


def _listing(work: Work) -> Listing:
    audiences = dict(AUDIENCES)
    query: Any = select(Report).options(joinedload(Report.programme), joinedload(Report.cycle))
    return Listing(
        work,
        request.args,
        query,
        columns=[
            Column(
                "title",
                _staff_l("Report"),
                value=lambda row: title_of(work, row),
                link=lambda row: url_for("reports.report", report_id=row.id),
            ),
            Column("audience", _staff_l("For whom"), value=lambda row: audiences[row.audience]),
            Column("language", _staff_l("Language"), value=lambda row: own_name(row.language)),
            Column(
                "state", _staff_l("State"), sort=Report.state, value=lambda row: STATES[row.state]
            ),
            Column(
                "changed",
                _staff_l("Changed"),
                sort=Report.changed_at,
                value=lambda row: row.changed_at,
            ),
        ],
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(key, tag.label) for key, tag in STATES.items()],
                lambda query, value: query.where(Report.state == value),
            )
        ],
        default_sort="-changed",
        name="reports",
    )
