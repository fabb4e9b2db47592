"""The page on which a cycle's selection is seen whole: capacity, decisions, waiting list, balance."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from punos.db import points_at
from punos.enrolments.interviewed import NOT_YET
from punos.enrolments.selecting import Part, Selection, counted
from punos.enrolments.steps import decisions
from punos.enrolments.views.base import crumbs, pages
from punos.enrolments.views.listing import DECIDE, OUTSIDE, PLACE, READ, WAITING
from punos.i18n import Message, _staff, _staff_n
from punos.partners.models import Partner
from punos.programmes.model import DECISIONS, ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.units.models import Unit
from punos.web.render import render
from punos.work import Work

Line = tuple[Message, str]


@pages.get("/cycles/<slug>/selection", allow=READ)
def selection(work: Work, slug: str) -> str:
    """Where the selection stands. Where people sign up by themselves, no page leads here."""
    cycle = cycle_by_slug(work, slug)
    model = model_of(work, cycle)
    found = counted(work, cycle, model, _who_brought(work))
    return render(
        "enrolments/selection.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        found=found,
        roles=model.roles,
        todo=_todo(work, cycle, model, found),
        has_target=any(part.target for part in found.parts),
        breadcrumbs=[*crumbs(work, cycle)[:-1], (_staff("Selection"), None)],
    )


def _who_brought(work: Work) -> dict[UUID, Any]:
    """The units that the actor sees, by name: that of the partner for which one stands."""
    query = (
        select(Unit.id, Unit.names, Partner.name)
        .outerjoin(Partner, points_at(Unit.partner_id, Partner))
        .order_by(Unit.position, Unit.slug)
    )
    limits = work.actor.units(READ)
    return {
        unit_id: partner or pick(names, work.language)
        for unit_id, names, partner in work.session.execute(query)
        if limits is None or unit_id in limits
    }


def _todo(work: Work, cycle: Cycle, model: ProgrammeModel, found: Selection) -> list[Line]:
    """What waits, each with the page on which it is done."""
    lines = _to_decide(cycle, model, found.parts)
    if work.actor.may(DECIDE):
        lines += [
            _to_tell(cycle, kind, found.untold[kind]) for kind in DECISIONS if found.untold[kind]
        ]
    if found.outside:
        text = _staff_n(
            "%(num)s application is outside the rules",
            "%(num)s applications are outside the rules",
            found.outside,
        )
        lines.append((text, _list(cycle, state=WAITING, rules=OUTSIDE)))
    return lines


def _to_decide(cycle: Cycle, model: ProgrammeModel, parts: Sequence[Part]) -> list[Line]:
    lines: list[Line] = []
    if undecided := sum(part.counts["undecided"] for part in parts):
        text = _staff_n(
            "%(num)s application waits for a decision",
            "%(num)s applications wait for a decision",
            undecided,
        )
        lines.append((text, _list(cycle, state=model.first_state.name)))
        lines.append(
            (_staff("Who is not interviewed yet"), _list(cycle, state=WAITING, interview=NOT_YET))
        )
    free = [part for part in parts if part.free and part.counts["waiting"]]
    return lines + [(_next_on_list(part), waiting_list(cycle, model, part.role)) for part in free]


def _next_on_list(part: Part) -> Message:
    return _staff_n(
        "%(role)s: %(num)s place is free, and people wait for one",
        "%(role)s: %(num)s places are free, and people wait for one",
        part.free,
        role=part.label,
    )


def waiting_list(cycle: Cycle, model: ProgrammeModel, role: str) -> str:
    """The address of the waiting list, in its order."""
    state = decisions(model, "waiting")[0]
    return _list(cycle, state=state, role=role, sort=PLACE)


def _to_tell(cycle: Cycle, kind: str, count: int) -> Line:
    texts = {
        "accepted": _staff_n(
            "%(num)s person has a place and does not know it yet",
            "%(num)s people have a place and do not know it yet",
            count,
        ),
        "waiting": _staff_n(
            "%(num)s person is on the waiting list and does not know it yet",
            "%(num)s people are on the waiting list and do not know it yet",
            count,
        ),
        "refused": _staff_n(
            "%(num)s person was not accepted and does not know it yet",
            "%(num)s people were not accepted and do not know it yet",
            count,
        ),
    }
    return texts[kind], url_for("enrolments.telling", slug=cycle.slug, decision=kind)


def _list(cycle: Cycle, **narrowed: Any) -> str:
    return url_for("enrolments.applicants", slug=cycle.slug, **narrowed)
