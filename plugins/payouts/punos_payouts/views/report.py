"""Sending the funder the present figures of an agreement."""

from uuid import UUID

from flask import Response, flash, url_for

from punos.plugin import Work, clock, render, see_other
from punos_payouts.access import CLAIM
from punos_payouts.reading import agreement_by_id
from punos_payouts.sending import send_report
from punos_payouts.standing import standing
from punos_payouts.texts import _staff
from punos_payouts.views.agreements import crumbs_of
from punos_payouts.views.base import pages
from punos_payouts.views.words import drawing


@pages.get("/agreements/<uuid:agreement_id>/report", allow=CLAIM, kind="association")
def report(work: Work, agreement_id: UUID) -> str:
    """Exactly what would be sent."""
    found = agreement_by_id(work, agreement_id)
    return render(
        "payouts/report.html",
        agreement=found,
        standing=standing(work, found),
        today=clock.today(),
        breadcrumbs=crumbs_of(found, (_staff("Send the present figures"), None)),
        **drawing(work),
    )


@pages.post("/agreements/<uuid:agreement_id>/report", allow=CLAIM, kind="association")
def report_send(work: Work, agreement_id: UUID) -> Response:
    """Send them."""
    found = agreement_by_id(work, agreement_id)
    send_report(work, found)
    flash(_staff("The figures are on their way to %(funder)s.", funder=found.funder_name), "done")
    return see_other(url_for("payouts.agreement", agreement_id=found.id))
