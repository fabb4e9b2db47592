"""The first page of staff, and the pages of cycles."""

from collections.abc import Sequence

from flask import Response, flash, redirect, request, url_for
from sqlalchemy import func, select

from punos import clock
from punos.access import scope
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.models import Enrolment
from punos.extend import MenuItem, TodayItem
from punos.groups.models import Group
from punos.i18n import _staff, _staff_l, _staff_n, format_date
from punos.programmes.models import Cycle, Phase
from punos.programmes.service import (
    current_cycles,
    cycle_by_slug,
    model_of,
    open_cycle,
    phases_of,
    start_cycle,
)
from punos.texts import pick
from punos.web.pages import Pages
from punos.web.render import render, render_panels
from punos.work import Work

pages = Pages("programmes", __name__)
MENU = (
    MenuItem(_staff_l("Today"), "programmes.today", "today.read", order=10),
    MenuItem(_staff_l("Cycles"), "programmes.cycles", "cycles.read", order=20),
)


@pages.get("/today", allow="today.read")
def today(work: Work) -> str:
    """What waits, each a link that does it; then each running cycle as one line."""
    cycles = current_cycles(work)
    waiting = [*_new_applicants(work, cycles), *work.hooks.collect("today", cycles=cycles)]
    items = [
        (item.text, url_for(item.endpoint, **item.values), item.count)
        for item in sorted(waiting, key=lambda item: item.order)
        if work.actor.may(item.permission)
    ]
    return render(
        "programmes/today.html",
        items=items,
        lines=_lines(work, cycles),
        left_out=work.hooks.left_out if work.actor.may("plugins.manage") else [],
    )


def _new_applicants(work: Work, cycles: Sequence[Cycle]) -> list[TodayItem]:
    counts = _counts(work, cycles)
    return [
        TodayItem(
            text=_staff_n(
                "%(num)s application waits for a decision in %(cycle)s",
                "%(num)s applications wait for a decision in %(cycle)s",
                count,
                cycle=pick(cycle.names, work.language).value,
            ),
            endpoint="enrolments.applicants",
            permission="enrolments.decide",
            values={"slug": cycle.slug, "state": "candidate"},
            count=count,
            order=10,
        )
        for cycle in cycles
        if (
            count := sum(
                n
                for (key, _role, state), n in counts.items()
                if (key, state) == (cycle.id, "candidate")
            )
        )
    ]


def _counts(work: Work, cycles: Sequence[Cycle]) -> dict[tuple[object, str, str], int]:
    """How many enrolments by (cycle, role, core state), of those the reader may see."""
    query = (
        select(Enrolment.cycle_id, Enrolment.role, Enrolment.state, func.count())
        .where(Enrolment.cycle_id.in_([cycle.id for cycle in cycles]))
        .group_by(Enrolment.cycle_id, Enrolment.role, Enrolment.state)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read"))
    return {(cycle_id, role, state): count for cycle_id, role, state, count in rows}


def _lines(work: Work, cycles: Sequence[Cycle]) -> list[dict[str, object]]:
    """Each cycle with its phase now and its pairs against the target: one statement for all."""
    query = (
        select(Group.cycle_id, func.count())
        .where(Group.cycle_id.in_([c.id for c in cycles]), Group.state == "active")
        .group_by(Group.cycle_id)
    )
    rows = work.session.execute(scope(work.actor, query, Group, "groups.read"))
    groups = {cycle_id: count for cycle_id, count in rows}  # noqa: C416 (a row is no pair to mypy)
    phases = _current_phases(work, cycles)
    return [
        {
            "cycle": cycle,
            "name": pick(cycle.names, work.language),
            "phase": phases.get(cycle.id),
            "groups": groups.get(cycle.id, 0),
            "target": cycle.targets.get("pairs"),
        }
        for cycle in cycles
    ]


def _current_phases(work: Work, cycles: Sequence[Cycle]) -> dict[object, object]:
    day = clock.today()
    query = select(Phase).where(
        Phase.cycle_id.in_([c.id for c in cycles]),
        Phase.planned_from <= day,
        Phase.planned_until >= day,
    )
    found = work.session.scalars(query.order_by(Phase.position))
    return {phase.cycle_id: pick(phase.names, work.language) for phase in found}


@pages.get("/cycles", allow="cycles.read")
def cycles(work: Work) -> str:
    """Every cycle, the newest first."""
    found = list(work.session.scalars(select(Cycle).order_by(Cycle.starts_on.desc(), Cycle.slug)))
    return render("programmes/cycles.html", lines=_lines(work, found))


@pages.get("/cycles/<slug>", allow="cycles.read")
def cycle(work: Work, slug: str) -> str:
    """One cycle: its timeline, its people and pairs, and what plugins add."""
    found = cycle_by_slug(work, slug)
    counts = _counts(work, [found])
    return render(
        "programmes/cycle.html",
        cycle=found,
        name=pick(found.names, work.language),
        model=model_of(work, found),
        steps=_steps(work, phases_of(work, found)),
        people=_people(work, found, counts),
        next_steps=_next_steps(found),
        panels=render_panels(work.hooks.collect_named("cycle_panels", cycle=found)),
        line=_lines(work, [found])[0],
    )


def _people(
    work: Work, cycle: Cycle, counts: dict[tuple[object, str, str], int]
) -> list[tuple[object, int, str]]:
    """Tiles: how many of each role take part, and how many wait."""
    tiles = []
    for role, label in model_of(work, cycle).roles.items():
        waiting = counts.get((cycle.id, role, "candidate"), 0)
        detail = _staff_n("%(num)s waits for a decision", "%(num)s wait for a decision", waiting)
        active = counts.get((cycle.id, role, "active"), 0) + counts.get(
            (cycle.id, role, "ended"), 0
        )
        tiles.append((label, active, detail if waiting else ""))
    return tiles


def _steps(work: Work, phases: Sequence[Phase]) -> list[tuple[str, str, str]]:
    day = clock.today()
    steps = []
    for phase in phases:
        first, last = (
            phase.actual_from or phase.planned_from,
            phase.actual_until or phase.planned_until,
        )
        state = "past" if last < day else "coming" if first > day else "now"
        steps.append((pick(phase.names, work.language).value, _span(first, last), state))
    return steps


def _span(first: object, last: object) -> str:
    return f"{format_date(first)} – {format_date(last)}"  # type: ignore[arg-type]


def _next_steps(cycle: Cycle) -> list[tuple[str, str]]:
    """(act, what the button says) for what may follow the cycle's state."""
    steps = {
        "planned": [("open", _staff("Open for applications"))],
        "open": [("start", _staff("Start the cycle"))],
        "running": [("close", _staff("Close the cycle"))],
    }
    return steps.get(cycle.state, [])


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
    answer: Response = redirect(url_for("programmes.cycle", slug=slug), 303)  # type: ignore[assignment]
    return answer
