"""Agreements, for staff: how each stands, and one of them with its lines."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from sqlalchemy import select

from punos.plugin import Filter, Listing, Work, render
from punos_payouts.access import CLAIM, MANAGE, READ
from punos_payouts.models import Agreement
from punos_payouts.reading import agreement_by_id
from punos_payouts.standing import PLANS, standing, standings
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.views.base import pages
from punos_payouts.views.waiting import what_waits
from punos_payouts.views.words import drawing
from punos_payouts.words import AGREEMENT_STATES, PLAN_WORDS

PER_PAGE = 10


@pages.get("/", allow=READ, kind="association")
def overview(work: Work) -> str:
    """Every agreement with its lines: promised, earned, claimed, approved, paid and left."""
    listing = _listing(work)
    found = standings(work, listing.rows)
    return render(
        "payouts/overview.html",
        listing=listing,
        standings=found,
        waiting=what_waits(work, found),
        may_manage=work.actor.may(MANAGE),
        breadcrumbs=[(_staff("Money"), None)],
        **drawing(work),
    )


@pages.get("/agreements/<uuid:agreement_id>", allow=READ, kind="association")
def agreement(work: Work, agreement_id: UUID) -> str:
    """One agreement: how it stands, what it comes to, its lines and its claims."""
    found = agreement_by_id(work, agreement_id)
    stands = standing(work, found)
    return render(
        "payouts/agreement.html",
        agreement=found,
        standing=stands,
        plans=[(PLAN_WORDS[plan], stands.forecast(plan)) for plan in PLANS],
        waiting=what_waits(work, [stands]),
        may_manage=work.actor.may(MANAGE),
        may_claim=work.actor.may(CLAIM),
        breadcrumbs=crumbs((found.number, None)),
        **drawing(work),
    )


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """Where a page about money stands; the last of `more` is the page itself."""
    return [(_staff("Money"), url_for("payouts.overview")), *more]


def crumbs_of(found: Agreement, *more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """The same of a page within an agreement."""
    return crumbs((found.number, url_for("payouts.agreement", agreement_id=found.id)), *more)


def _listing(work: Work) -> Listing:
    """The agreements, those that run first, the newest first."""
    query = select(Agreement).order_by(Agreement.state.desc(), Agreement.starts_on.desc())
    states = Filter(
        "state",
        _staff_l("State"),
        [(code, tag.label) for code, tag in AGREEMENT_STATES.items()],
        lambda narrowed, state: narrowed.where(Agreement.state == state),
    )
    return Listing(work, request.args, query, columns=(), filters=(states,), per_page=PER_PAGE)
