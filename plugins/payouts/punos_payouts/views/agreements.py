"""Agreements, for staff: how each stands, and one of them with its lines."""

from punos.plugin import Work, render
from punos_payouts.access import READ
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages


@pages.get("/", allow=READ, kind="association")
def overview(work: Work) -> str:
    """Every agreement with its lines: promised, earned, claimed, approved, paid and left."""
    return render("payouts/overview.html", breadcrumbs=[(_staff("Money"), None)])
