"""The pages of cycles: the list, one cycle, and its steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos import clock
from punos.cycle_parts import cycle_panels
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.steps import decisions
from punos.i18n import _staff, _staff_n, format_date
from punos.programmes.models import Cycle, Phase
from punos.programmes.service import cycle_by_slug, model_of, open_cycle, phases_of, start_cycle
from punos.programmes.views.base import pages
from punos.programmes.views.figures import figures
from punos.programmes.views.heard import heard_of, ways
from punos.programmes.views.lines import NOBODY, Counts, cycle_lines, enrolment_counts
from punos.texts import Text, pick
from punos.web.redirects import see_other
from punos.web.render import render, render_panels
from punos.work import Work


@pages.get("/cycles", allow="cycles.read")
def cycles(work: Work) -> str:
    """Every cycle, the newest first."""
    found = list(work.session.scalars(select(Cycle).order_by(Cycle.starts_on.desc(), Cycle.slug)))
    return render("programmes/cycles.html", lines=cycle_lines(work, found))


@pages.get("/cycles/<slug>", allow="cycles.read")
def cycle(work: Work, slug: str) -> str:
    """One cycle: its timeline, its people and pairs, and what plugins add."""
    found = cycle_by_slug(work, slug)
    counts, phases = enrolment_counts(work, [found], ways()), phases_of(work, found)
    return render(
        "programmes/cycle.html",
        cycle=found,
        name=pick(found.names, work.language),
        model=model_of(work, found),
        selects=bool(decisions(model_of(work, found))),
        steps=_steps(work, phases),
        people=_people(work, found, counts),
        next_step=_next_step(found),
        figures=figures(work, found),
        heard=heard_of(counts),
        panels=render_panels(work, "cycle_panels", cycle_panels(work, found), cycle=found),
        breadcrumbs=[
            (_staff("Cycles"), url_for("programmes.cycles")),
            (pick(found.names, work.language), None),
        ],
        line=cycle_lines(work, [found])[0],
    )


def _people(work: Work, cycle: Cycle, counts: Counts) -> list[tuple[object, int, str]]:
    """Tiles: how many of each role take part, and how many wait."""
    tiles = []
    for role, label in model_of(work, cycle).roles.items():
        waiting = counts.get((cycle.id, role, "candidate"), NOBODY).people
        detail = _staff_n("%(num)s waits for a decision", "%(num)s wait for a decision", waiting)
        taking_part = sum(
            counts.get((cycle.id, role, state), NOBODY).people for state in ("active", "ended")
        )
        tiles.append((label, taking_part, detail if waiting else ""))
    return tiles


def _steps(work: Work, phases: Sequence[Phase]) -> list[tuple[Text, str, str]]:
    day = clock.today()
    steps = []
    for phase in phases:
        first, last = (
            phase.actual_from or phase.planned_from,
            phase.actual_until or phase.planned_until,
        )
        state = "past" if last < day else "coming" if first > day else "now"
        steps.append((pick(phase.names, work.language), _span(first, last), state))
    return steps


def _span(first: object, last: object) -> str:
    return f"{format_date(first)} – {format_date(last)}"  # type: ignore[arg-type]


def _next_step(cycle: Cycle) -> dict[str, Any] | None:
    """What may follow the cycle's state; `due` when the plan says that its day has come."""
    steps: dict[str, tuple[str, str, date | None]] = {
        "planned": ("open", _staff("Open for applications"), cycle.apply_from),
        "open": ("start", _staff("Start the cycle"), cycle.starts_on),
        "running": ("close", _staff("Close the cycle"), cycle.ends_on),
    }
    if cycle.state not in steps:
        return None
    act, label, day = steps[cycle.state]
    return {"act": act, "label": label, "due": day is None or day <= clock.today()}


@pages.post("/cycles/<slug>/step", allow="cycles.manage")
def step(work: Work, slug: str) -> Response | str:
    """Take a cycle one step on. Closing asks first: it cannot be undone."""
    found = cycle_by_slug(work, slug)
    act = request.form.get("act", "")
    name = pick(found.names, work.language).value
    if act == "close" and request.form.get("sure") != "yes":
        return render("programmes/close.html", cycle=found, name=name)
    if act == "open":
        open_cycle(work, found)
        flash(_staff("%(cycle)s takes applications now.", cycle=name), "done")
    elif act == "start":
        start_cycle(work, found)
        flash(_staff("%(cycle)s has started.", cycle=name), "done")
    elif act == "close":
        close_whole_cycle(work, found)
        flash(_staff("%(cycle)s is closed.", cycle=name), "done")
    return see_other(url_for("programmes.cycle", slug=slug))
