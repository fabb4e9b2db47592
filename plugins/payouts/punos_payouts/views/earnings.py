"""What a line has earned, thing by thing, and what a cycle has earned."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, request, url_for

from punos.plugin import (
    Column,
    Filter,
    Listing,
    Tag,
    Work,
    clock,
    cycle_by_slug,
    format_date,
    model_of,
    pick,
    render,
)
from punos_payouts.access import ANNEX, READ
from punos_payouts.amending import line_by_id
from punos_payouts.earned import earned_in, earnings_query
from punos_payouts.models import Earning, Line, Reversal
from punos_payouts.money import euros
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.views.agreements import crumbs_of
from punos_payouts.views.base import pages
from punos_payouts.views.words import drawing

STATES = {
    "stands": Tag(_staff_l("Earned"), "good"),
    "gone": Tag(_staff_l("Fell away"), "bad"),
}


@pages.get("/lines/<uuid:line_id>/earned", allow=READ, kind="association")
def earnings(work: Work, line_id: UUID) -> Response | str:
    """Each thing that has earned the line, without names; where it is, for those who may see them."""
    line = line_by_id(work, line_id)
    listing = _listing(work, line)
    if listing.wants_csv:
        return listing.csv_response()
    name = pick(line.names, work.language)
    here = (name, url_for("payouts.line", line_id=line.id))
    return render(
        "payouts/earnings.html",
        line=line,
        name=name,
        listing=listing,
        breadcrumbs=crumbs_of(line.agreement, here, (_staff("What it has earned"), None)),
    )


@pages.get("/cycles/<slug>", allow=READ, kind="association")
def cycle_earned(work: Work, slug: str) -> str:
    """What happened in a cycle has earned, line by line."""
    cycle = cycle_by_slug(work, slug)
    found = earned_in(work, cycle)
    name = pick(cycle.names, work.language)
    return render(
        "payouts/cycle.html",
        name=name,
        earned=found,
        total=sum(cents for _agreement, _line, _number, cents in found),
        breadcrumbs=[
            (_staff("Cycles"), url_for("programmes.cycles")),
            (name, url_for("programmes.cycle", slug=slug)),
            (_staff("What this cycle has earned"), None),
        ],
        **drawing(work),
    )


def _listing(work: Work, line: Line) -> Listing:
    states = Filter(
        "state",
        _staff_l("State"),
        [(code, tag.label) for code, tag in STATES.items()],
        lambda query, state: query.where(
            Reversal.id.is_(None) if state == "stands" else Reversal.id.is_not(None)
        ),
    )
    return Listing(
        work,
        request.args,
        earnings_query(line),
        columns=_columns(work, line),
        filters=(states,),
        default_sort="-earned_on",
        name=f"earned-{line.code}",
    )


def _columns(work: Work, line: Line) -> list[Column]:
    return [
        Column(
            "what",
            _staff_l("What has earned it"),
            value=lambda row: _what(work, line, row),
            link=lambda row: _where(work, row.Earning),
        ),
        Column(
            "earned_on",
            _staff_l("Earned on"),
            sort=Earning.earned_on,
            value=lambda row: row.Earning.earned_on,
        ),
        Column(
            "amount",
            _staff_l("Amount"),
            sort=Earning.amount_cents,
            value=lambda row: euros(row.Earning.amount_cents),
            csv=lambda row: str(in_euros(row.Earning.amount_cents)),
            kind="number",
        ),
        Column(
            "state",
            _staff_l("State"),
            value=lambda row: STATES["gone" if row.Reversal else "stands"],
        ),
        Column(
            "fell_away",
            _staff_l("Fell away on"),
            sort=Reversal.happened_on,
            value=lambda row: row.Reversal.happened_on if row.Reversal else None,
        ),
        Column("claim", _staff_l("In claim"), value=lambda row: row.claim),
    ]


def _what(work: Work, line: Line, row: Any) -> str:
    """What an earning is of, in words that name nobody."""
    if row.Group is not None:
        kinds = {kind.name: kind.label for kind in model_of(work, row.Cycle).group_kinds}
        kind, day = kinds.get(row.Group.kind, row.Group.kind), _day(row.Group.activated_at)
        return _staff("%(kind)s formed %(day)s", kind=kind, day=day)
    if row.Meeting is not None:
        return _staff("Meeting held %(day)s", day=format_date(row.Meeting.local_start))
    if row.Cycle is not None:
        return _staff("%(cycle)s has ended", cycle=pick(row.Cycle.names, work.language))
    if row.Earning.subject_kind == "person":
        return _staff("A person’s result of %(day)s", day=format_date(row.Earning.earned_on))
    if line.kind == "lump":
        return _staff("The sum that was agreed")
    return _staff("What the funder guarantees at least")


def _day(moment: datetime) -> str:
    return format_date(moment.astimezone(ZoneInfo(clock.DEFAULT_ZONE)))


def _where(work: Work, earning: Earning) -> str | None:
    """The page of the thing itself, which has names: for those who may open the annex, and that page."""
    if not work.actor.may(ANNEX):
        return None
    if earning.subject_kind == "group" and work.actor.may("groups.read"):
        return url_for("groups.group", group_id=earning.subject_id)
    if earning.subject_kind == "person" and work.actor.may("people.read"):
        return url_for("people.person", person_id=earning.subject_id)
    return None
