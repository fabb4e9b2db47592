"""The funder's desk: its grantees, how each stands, and one of them."""

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from punos.plugin import Work, render, see_other
from punos_payouts.access import FUND
from punos_payouts.funder import SUMS, allocation_by_id, figures_of, frames, sums, take_back
from punos_payouts.models import Allocation
from punos_payouts.money import euros
from punos_payouts.received import waiting_count
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages
from punos_payouts.views.funder_lists import claims_listing, grantees_listing
from punos_payouts.words import KINDS

Crumb = tuple[Any, str | None]


@pages.get("/grantees", allow=FUND, kind="funder")
def grantees(work: Work) -> Response | str:
    """What is promised to whom, what of it was earned, claimed, approved and paid, what is left."""
    found = frames(work)
    listing = grantees_listing(work, found)
    if listing.wants_csv:
        return listing.csv_response()
    chosen = [frame for frame in found if str(frame.id) == listing.chosen["frame"]]
    return render(
        "payouts/funder.html",
        listing=listing,
        sums=sums(chosen or found),
        has_frames=bool(found),
        waiting=waiting_count(work),
        euros=euros,
        breadcrumbs=[(_staff("Grantees"), None)],
    )


@pages.get("/grantees/<uuid:allocation_id>", allow=FUND, kind="funder")
def grantee(work: Work, allocation_id: UUID) -> Response | str:
    """One agreement of one grantee: its sums, what was earned line by line, its claims."""
    found = figures_of(work, allocation_id)
    listing = claims_listing(work, found.Allocation)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "payouts/funder_grantee.html",
        found=found,
        allocation=found.Allocation,
        sums=[(label, euros(int(cents))) for label, cents in _sums(found) if cents is not None],
        listing=listing,
        kinds={kind: words[0] for kind, words in KINDS.items()},
        euros=euros,
        breadcrumbs=crumbs((found.Allocation.grantee_name, None)),
    )


@pages.post("/grantees/<uuid:allocation_id>/take-back", allow=FUND, kind="funder")
def promise_take_back(work: Work, allocation_id: UUID) -> Response | str:
    """It was promised by mistake. It asks first."""
    found = allocation_by_id(work, allocation_id)
    if request.form.get("sure") != "yes":
        return render(
            "payouts/funder_take_back.html",
            allocation=found,
            euros=euros,
            breadcrumbs=crumbs(_crumb(found), (_staff("Take back"), None)),
        )
    take_back(work, found)
    flash(_staff("The promise is taken back."), "done")
    return see_other(url_for("payouts.grantees"))


def crumbs(*more: Crumb) -> list[Crumb]:
    """Where a page about grantees stands; the last of `more` is the page itself."""
    return [(_staff("Grantees"), url_for("payouts.grantees")), *more]


def _sums(found: Any) -> list[tuple[Any, int | None]]:
    return [(label, getattr(found, key)) for key, label, _expression in SUMS]


def _crumb(found: Allocation) -> Crumb:
    return found.grantee_name, url_for("payouts.grantee", allocation_id=found.id)
