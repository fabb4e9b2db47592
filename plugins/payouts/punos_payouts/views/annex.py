"""The names behind a claim. Looking at them is an act: it is written down who did, and when."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, request

from punos.plugin import Work, format_date, format_list, pick, render, write_csv
from punos_payouts.access import ANNEX
from punos_payouts.annex import Behind, open_annex
from punos_payouts.claims import claim_by_id
from punos_payouts.models import Claim
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages
from punos_payouts.views.claim import crumbs_of_claim
from punos_payouts.views.words import drawing


@pages.get("/claims/<uuid:claim_id>/annex", allow=ANNEX, kind="association")
def annex(work: Work, claim_id: UUID) -> str:
    """What the annex is for, before anybody's name is shown."""
    return _draw(work, claim_by_id(work, claim_id), None)


@pages.post("/claims/<uuid:claim_id>/annex", allow=ANNEX, kind="association")
def annex_open(work: Work, claim_id: UUID) -> Response | str:
    """The names, as a page or as a file; the opening is written down."""
    found = claim_by_id(work, claim_id)
    behind = open_annex(work, found)
    if request.form.get("format") == "csv":
        return _csv(work, found, behind)
    return _draw(work, found, behind)


def _draw(work: Work, found: Claim, behind: Sequence[Behind] | None) -> str:
    return render(
        "payouts/annex.html",
        claim=found,
        behind=behind,
        breadcrumbs=crumbs_of_claim(found, (_staff("Names behind the claim"), None)),
        **drawing(work),
    )


def _csv(work: Work, found: Claim, behind: Sequence[Behind]) -> Response:
    columns = [
        ("line", _staff("Line")),
        ("names", _staff("Names")),
        ("day", _staff("Earned on")),
        ("amount", _staff("Amount")),
    ]
    rows = [
        {
            "line": str(pick(one.line.names, work.language)),
            "names": format_list(one.names),
            "day": format_date(one.earned_on),
            "amount": in_euros(one.amount_cents),
        }
        for one in behind
    ]
    headers = {"Content-Disposition": f'attachment; filename="annex-{found.number}.csv"'}
    return Response(write_csv(columns, rows), mimetype="text/csv", headers=headers)
