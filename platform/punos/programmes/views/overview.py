"""A cycle at a glance: its course against the plan, targets against what is there, who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.dates import format_skeleton
from flask import Response, flash, make_response, request, url_for

from punos import clock
from punos.forms import Form
from punos.i18n import _staff, format_date, locale
from punos.programmes.breakdowns import Breakdown, breakdowns
from punos.programmes.course import course_schema, save_course, shown
from punos.programmes.models import Cycle, Phase
from punos.programmes.overview import groups_of_cycle, people_of
from punos.programmes.service import cycle_by_slug, model_of, phases_of
from punos.programmes.targets import goals
from punos.programmes.views.base import pages
from punos.surveys.api import WaveResponse, responses
from punos.texts import pick
from punos.web.charts import Bars, Spans, Stretch, grouped_bars, spans
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

READ, MANAGE = "cycles.read", "cycles.manage"


@pages.get("/cycles/<slug>/overview", allow=READ, kind="association")
def overview(work: Work, slug: str) -> str:
    """The charts, each with the numbers that it is drawn from."""
    cycle = cycle_by_slug(work, slug)
    phases = phases_of(work, cycle)
    people = people_of(work, cycle) if work.actor.may("enrolments.read") else None
    groups = groups_of_cycle(work, cycle) if work.actor.may("groups.read") else None
    answers = _answers(work, cycle)
    found = breakdowns(model_of(work, cycle), people or (), groups or (), work.language)
    return render(
        "programmes/overview.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        timeline=_timeline(work, phases),
        phases=[_phase(work, one) for one in phases],
        goals=goals(work, cycle, people, groups, answers),
        breakdowns=[(one, _bars(one)) for one in found],
        limited=work.actor.units(READ) is not None,
        today=clock.today(),
        breadcrumbs=_crumbs(work, cycle, _staff("Overview")),
    )


@pages.get("/cycles/<slug>/course", allow=MANAGE, kind="association")
def course(work: Work, slug: str) -> str:
    """What the cycle aims for, and when its phases took place."""
    cycle = cycle_by_slug(work, slug)
    phases = phases_of(work, cycle)
    schema = course_schema(work, phases)
    return _draw_course(work, cycle, Form(schema, shown(cycle, phases)))


@pages.post("/cycles/<slug>/course", allow=MANAGE, kind="association")
def course_save(work: Work, slug: str) -> Response:
    """Keep it."""
    cycle = cycle_by_slug(work, slug)
    phases = phases_of(work, cycle)
    form = Form.from_request(course_schema(work, phases), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_course(work, cycle, form), 422)
    save_course(work, cycle, phases, data)
    flash(_staff("The targets and the days are saved."), "done")
    return see_other(url_for("programmes.overview", slug=slug))


def _draw_course(work: Work, cycle: Cycle, form: Form) -> str:
    return render(
        "programmes/course.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        form=form,
        breadcrumbs=_crumbs(work, cycle, _staff("Targets and days")),
    )


def _answers(work: Work, cycle: Cycle) -> list[WaveResponse] | None:
    """How many answered; it is told of everybody together, so not to whoever sees a unit alone."""
    return responses(work, cycle) if work.actor.units(READ) is None else None


def _timeline(work: Work, phases: Sequence[Phase]) -> Spans | None:
    stretches = [
        Stretch(
            pick(one.names, work.language),
            one.planned_from,
            one.planned_until,
            one.actual_from,
            one.actual_until,
        )
        for one in phases
    ]
    return spans(stretches, clock.today(), _month) if stretches else None


def _month(day: Any) -> str:
    """The short name of a month; January with its year."""
    return format_skeleton("yMMM" if day.month == 1 else "MMM", day, locale=locale())


def _phase(work: Work, phase: Phase) -> dict[str, Any]:
    began, ended = phase.actual_from, phase.actual_until
    return {
        "name": pick(phase.names, work.language),
        "planned": f"{format_date(phase.planned_from)} – {format_date(phase.planned_until)}",
        "actual": f"{format_date(began)} – {format_date(ended) if ended else ''}" if began else "",
    }


def _bars(one: Breakdown) -> Bars:
    words = [
        [
            _staff("%(what)s: %(number)s", what=what, number=number)
            for what, number in zip(one.series, numbers, strict=True)
        ]
        for _name, numbers in one.rows
    ]
    return grouped_bars(one.rows, words, one.places)


def _crumbs(work: Work, cycle: Cycle, here: str) -> list[tuple[Any, str | None]]:
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (here, None),
    ]
