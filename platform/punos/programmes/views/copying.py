"""Copying a cycle into the next: the days are proposed, may be changed, and are shown once more."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, format_date
from punos.programmes.copy_form import (
    CopyForm,
    copy_schema,
    meeting_lines,
    phase_lines,
    shown,
    told,
    training_lines,
)
from punos.programmes.copying import Copy, Source, copy_cycle, proposed, source_of
from punos.programmes.service import cycle_by_slug
from punos.programmes.views.base import pages
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "cycles.manage"
EARLIEST, LATEST = date(2000, 1, 1), date(2090, 12, 31)
"""Between these a first day may lie from which others are counted."""
MACHINERY = ("csrf_token", "submit", "next", "once")
Lines = list[tuple[str, str]]


@pages.get("/cycles/<slug>/copy", allow=MANAGE, kind="association")
def copy(work: Work, slug: str) -> str:
    """The form, filled in from the day that is asked for, or from the usual one."""
    source = _source(work, slug)
    plan = proposed(work, source, _asked_day())
    return _draw(work, source, Form(copy_schema(work, source), shown(plan)), plan.dates.starts_on)


@pages.post("/cycles/<slug>/copy", allow=MANAGE, kind="association")
def copy_save(work: Work, slug: str) -> Response:
    """Show once more what will be planned; plan it when the answer is yes."""
    source = _source(work, slug)
    form = Form.from_request(copy_schema(work, source), request.form)
    data, step = form.load(), request.form.get("submit")
    if data is None:
        return make_response(_draw(work, source, form), 422)
    plan = told(data, work.settings.languages)
    if step == "change":
        return make_response(_draw(work, source, form))
    if step != "plan":
        return make_response(_ask(work, source, plan))
    cycle = copy_cycle(work, source, plan)
    flash(_staff("The cycle is planned. Nobody can apply before you open it."), "done")
    return see_other(url_for("programmes.cycle", slug=cycle.slug))


def _source(work: Work, slug: str) -> Source:
    cycle = cycle_by_slug(work, slug)
    if cycle.is_sample:
        raise Absent
    return source_of(work, cycle)


def _asked_day() -> date | None:
    """The first day that is asked for; None when none is, or one that cannot be."""
    try:
        day = date.fromisoformat(request.args.get("starts_on", ""))
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _draw(work: Work, source: Source, form: Form, starts_on: date | None = None) -> str:
    return render(
        "programmes/copy.html",
        cycle=source.cycle,
        name=pick(source.cycle.names, work.language),
        form=form,
        starts_on=starts_on,
        breadcrumbs=_crumbs(work, source),
    )


def _ask(work: Work, source: Source, plan: Copy) -> str:
    sent = {name: value for name, value in request.form.items() if name not in MACHINERY}
    return render(
        "programmes/copy_sure.html",
        cycle=source.cycle,
        name=pick(plan.names, work.language),
        days=_days(plan),
        parts=_parts(work, source, plan),
        sent=sent,
        breadcrumbs=_crumbs(work, source),
    )


def _days(plan: Copy) -> Lines:
    fields = CopyForm().fields
    return [
        (str(fields[name].metadata["label"]), format_date(day))
        for name, day in vars(plan.dates).items()
    ]


def _parts(work: Work, source: Source, plan: Copy) -> list[tuple[str, Lines]]:
    """What comes along, by its day; what is left out is not told."""
    phases = [
        (one.name, " – ".join(format_date(day) for day in plan.phases[one.id]))
        for one in phase_lines(work, source)
        if one.id in plan.phases
    ]
    meetings = [
        (one.name, format_date(plan.meetings[one.id]))
        for one in meeting_lines(work, source)
        if one.id in plan.meetings
    ]
    trainings = [
        (one.name, format_date(plan.trainings[one.id]))
        for one in training_lines(work, source)
        if one.id in plan.trainings
    ]
    found = [
        (_staff("Timeline"), phases),
        (_staff("Meetings of everybody"), meetings),
        (_staff("Trainings"), trainings),
    ]
    return [(title, lines) for title, lines in found if lines]


def _crumbs(work: Work, source: Source) -> list[tuple[Any, str | None]]:
    cycle = source.cycle
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Copy this cycle"), None),
    ]
