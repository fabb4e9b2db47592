"""The first page of staff."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, current_app, url_for

from punos import clock
from punos.care.stages import stuck_items
from punos.enrolments.placing import PLACE
from punos.enrolments.schemas import NO_UNIT
from punos.extend import TodayItem
from punos.i18n import Message, _staff_n
from punos.programmes.models import Cycle
from punos.programmes.service import current_cycles
from punos.programmes.views.base import pages
from punos.programmes.views.lines import Counts, cycle_lines, enrolment_counts
from punos.programmes.views.selecting import selection_counts, selection_items
from punos.programmes.views.waits import lines_of_waiting
from punos.texts import pick
from punos.waiting import Waiting
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/today", allow="today.read")
def today(work: Work) -> Response | str:
    """What waits, each a link that does it; then each running cycle as one line.

    A tenant that runs no programmes has no such day: its staff begin elsewhere.
    """
    if work.tenant.kind != "association":
        return see_other(url_for("site.home"))
    cycles = current_cycles(work)
    counts = enrolment_counts(work, cycles, selection_counts(work, cycles))
    own = (
        *_new_applicants(work, cycles, counts),
        *_without_unit(work, cycles, counts),
        *selection_items(work, cycles, counts),
        *stuck_items(work, cycles),
        *_waiting(work),
    )
    return render(
        "programmes/today.html",
        items=lines_of_waiting(work, own, cycles),
        lines=cycle_lines(work, cycles),
        left_out=work.hooks.left_out if work.actor.may("plugins.manage") else [],
    )


def _waiting(work: Work) -> list[TodayItem]:
    """What the domains count."""
    declared: tuple[Waiting, ...] = current_app.extensions["punos_waiting"]
    return [
        TodayItem(one.text, one.endpoint, one.permission, one.values, one.count(work), one.order)
        for one in declared
        if work.actor.may(one.permission)
    ]


def _new_applicants(work: Work, cycles: Sequence[Cycle], counts: Counts) -> list[TodayItem]:
    waiting = _candidates(cycles, counts, "people")
    return [
        TodayItem(
            text=_waiting_words(cycle, waiting[cycle.id]),
            endpoint="enrolments.applicants",
            permission="enrolments.decide",
            values={"slug": cycle.slug, "state": "candidate"},
            count=waiting[cycle.id],
            order=10,
            detail=pick(cycle.names, work.language),
        )
        for cycle in cycles
        if waiting[cycle.id]
    ]


def _waiting_words(cycle: Cycle, count: int) -> Message:
    """That they wait; and that they wait too long, where the cycle has begun and nobody can apply now."""
    today = clock.today()
    if cycle.starts_on <= today and not cycle.takes_applications(today):
        return _staff_n(
            "%(num)s application still waits for a decision, and the cycle has begun",
            "%(num)s applications still wait for a decision, and the cycle has begun",
            count,
        )
    return _staff_n(
        "%(num)s application waits for a decision",
        "%(num)s applications wait for a decision",
        count,
    )


def _candidates(cycles: Sequence[Cycle], counts: Counts, which: str) -> dict[UUID, int]:
    found = {cycle.id: 0 for cycle in cycles}
    for (cycle_id, _role, state), count in counts.items():
        if state == "candidate":
            found[cycle_id] += getattr(count, which)
    return found


def _without_unit(work: Work, cycles: Sequence[Cycle], counts: Counts) -> list[TodayItem]:
    """Applicants whom no contact person sees; told to those who see the whole association."""
    if work.actor.units(PLACE) is not None:
        return []
    counted = _candidates(cycles, counts, "unplaced")
    return [
        TodayItem(
            text=_staff_n(
                "%(num)s applicant waits for a unit",
                "%(num)s applicants wait for a unit",
                counted[cycle.id],
            ),
            endpoint="enrolments.applicants",
            permission=PLACE,
            values={"slug": cycle.slug, "state": "candidate", "unit": NO_UNIT},
            count=counted[cycle.id],
            order=11,
            detail=pick(cycle.names, work.language),
        )
        for cycle in cycles
        if counted[cycle.id]
    ]
