"""Figures of earlier years, entered as they were told in reports of that time."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.forms import Form
from punos.i18n import _staff
from punos.outcomes.aggregates import aggregates_of, keep_aggregate, remove_aggregate
from punos.outcomes.schemas import BASES, MEASURES, AggregateSchema
from punos.outcomes.views.base import READ, pages
from punos.programmes.models import Programme
from punos.programmes.service import programme_by_slug
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

CHANGE = "reports.write"


@pages.get("/programmes/<programme>/earlier-years", allow=READ)
def earlier(work: Work, programme: str) -> str:
    """What is known of the years before, and a form for more."""
    found = programme_by_slug(work, programme)
    return _draw(work, found, Form(AggregateSchema()))


@pages.post("/programmes/<programme>/earlier-years", allow=CHANGE)
def keep(work: Work, programme: str) -> Response:
    """Add a figure, or change the one of the same year and measure."""
    found = programme_by_slug(work, programme)
    form = Form.from_request(AggregateSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    keep_aggregate(work, found, **data)
    flash(_staff("The figure was saved."), "done")
    return see_other(url_for("outcomes.earlier", programme=programme))


@pages.post("/programmes/<programme>/earlier-years/<uuid:aggregate_id>/remove", allow=CHANGE)
def remove(work: Work, programme: str, aggregate_id: UUID) -> Response:
    """Take a figure out."""
    remove_aggregate(work, programme_by_slug(work, programme), aggregate_id)
    flash(_staff("The figure was removed."), "done")
    return see_other(url_for("outcomes.earlier", programme=programme))


def _draw(work: Work, programme: Programme, form: Form) -> str:
    return render(
        "outcomes/earlier.html",
        programme=programme,
        name=pick(programme.names, work.language),
        figures=aggregates_of(work, programme.id),
        measures=dict(MEASURES),
        bases=dict(BASES),
        form=form,
        may=work.actor.may(CHANGE),
        breadcrumbs=[
            (_staff("Cycles"), url_for("programmes.cycles")),
            (pick(programme.names, work.language), None),
            (_staff("Earlier years"), None),
        ],
    )
