"""The programmes of the association, and planning a new cycle of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import func, select

from punos.forms import Form
from punos.i18n import _staff
from punos.programmes.models import Cycle, Programme
from punos.programmes.planning import CycleDates, free_slug, proposed_phases, usual_dates
from punos.programmes.schemas import plan_schema
from punos.programmes.service import (
    create_cycle,
    programme_by_slug,
    programme_models,
    programmes,
)
from punos.programmes.views.base import pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "cycles.manage"


@pages.get("/programmes", allow=MANAGE)
def all_programmes(work: Work) -> str:
    """What the association runs; each can get a new cycle."""
    found = programmes(work)
    models = programme_models(work.registry)
    counted = _cycles_of(work, found)
    rows = [
        {
            "programme": programme,
            "name": pick(programme.names, work.language),
            "summary": pick(programme.summary, work.language),
            "model": models[programme.model].label if programme.model in models else None,
            "cycles": counted.get(programme.id, 0),
        }
        for programme in found
    ]
    crumbs = [*_cycles_crumb(), (_staff("Programmes"), None)]
    return render("programmes/programmes.html", rows=rows, breadcrumbs=crumbs)


@pages.get("/programmes/<programme>/cycles/new", allow=MANAGE)
def plan(work: Work, programme: str) -> str:
    """Names, days and target of a new cycle; filled in as usual."""
    found = programme_by_slug(work, programme)
    dates = usual_dates(work, found)
    values = {
        **{
            f"name_{code}": f"{pick(found.names, code)} {dates.starts_on.year}"
            for code in work.settings.languages
        },
        **vars(dates),
    }
    return _draw(work, found, Form(plan_schema(work.settings.languages), values))


@pages.post("/programmes/<programme>/cycles/new", allow=MANAGE)
def plan_save(work: Work, programme: str) -> Response:
    """Plan it. Nobody can apply before it is opened."""
    found = programme_by_slug(work, programme)
    form = Form.from_request(plan_schema(work.settings.languages), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    cycle = _planned(work, found, data)
    flash(_staff("The cycle is planned. Nobody can apply before you open it."), "done")
    return see_other(url_for("programmes.cycle", slug=cycle.slug))


def _planned(work: Work, programme: Programme, data: Mapping[str, Any]) -> Cycle:
    dates = CycleDates(**{name: data[name] for name in CycleDates.__dataclass_fields__})
    languages = work.settings.languages
    names = {code: data[f"name_{code}"] for code in languages if data.get(f"name_{code}")}
    return create_cycle(
        work,
        programme,
        slug=free_slug(work, programme, dates.starts_on),
        names=names,
        targets={"pairs": data["target"]} if data["target"] else {},
        phases=proposed_phases(dates, languages),
        **vars(dates),
    )


def _cycles_of(work: Work, found: Sequence[Programme]) -> dict[object, int]:
    query = (
        select(Cycle.programme_id, func.count())
        .where(Cycle.programme_id.in_([programme.id for programme in found]))
        .group_by(Cycle.programme_id)
    )
    return {programme_id: count for programme_id, count in work.session.execute(query)}  # noqa: C416


def _cycles_crumb() -> list[tuple[str, str | None]]:
    return [(_staff("Cycles"), url_for("programmes.cycles"))]


def _draw(work: Work, programme: Programme, form: Form) -> str:
    return render(
        "programmes/plan.html",
        programme=programme,
        name=pick(programme.names, work.language),
        form=form,
        breadcrumbs=[
            *_cycles_crumb(),
            (_staff("Programmes"), url_for("programmes.all_programmes")),
            (_staff("Plan a cycle"), None),
        ],
    )
