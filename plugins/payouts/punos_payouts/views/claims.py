"""The association's claims: all of them, and making one."""

from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from punos.plugin import (
    Column,
    Filter,
    Listing,
    Refused,
    Work,
    format_date,
    points_at,
    render,
    see_other,
)
from punos_payouts.access import CLAIM, READ
from punos_payouts.claim_content import gather
from punos_payouts.claim_standing import STATES, state_tag
from punos_payouts.claims import draft, undecided_claim
from punos_payouts.models import Agreement, Claim
from punos_payouts.money import euros
from punos_payouts.reading import agreement_by_id
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.views.agreements import crumbs, crumbs_of
from punos_payouts.views.base import pages
from punos_payouts.views.words import drawing


@pages.get("/claims", allow=READ, kind="association")
def claims(work: Work) -> Response | str:
    """Every claim, the newest first."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "payouts/claims.html", listing=listing, breadcrumbs=crumbs((_staff("Claims"), None))
    )


@pages.get("/agreements/<uuid:agreement_id>/claim", allow=CLAIM, kind="association")
def claim_new(work: Work, agreement_id: UUID) -> Response | str:
    """What a claim would ask for now. Where one is open already, it is shown instead."""
    agreement = agreement_by_id(work, agreement_id)
    found = undecided_claim(work, agreement)
    if found is not None:
        return see_other(url_for("payouts.claim", claim_id=found.id))
    return render(
        "payouts/claim_new.html",
        agreement=agreement,
        content=gather(work, agreement),
        breadcrumbs=crumbs_of(agreement, (_staff("Make a claim"), None)),
        **drawing(work),
    )


@pages.post("/agreements/<uuid:agreement_id>/claim", allow=CLAIM, kind="association")
def claim_make(work: Work, agreement_id: UUID) -> Response:
    """Make the claim, or find the one that is open already."""
    try:
        claim = draft(work, agreement_id)
    except Refused as no:
        flash(str(no.message), "warning")
        return see_other(url_for("payouts.agreement", agreement_id=agreement_id))
    return see_other(url_for("payouts.claim", claim_id=claim.id))


def _listing(work: Work) -> Listing:
    query = (
        select(Claim)
        .join(Agreement, points_at(Claim.agreement_id, Agreement))
        .options(contains_eager(Claim.agreement))
    )
    states = [(code, tag.label) for code, tag in STATES.items() if code != "signed"]
    return Listing(
        work,
        request.args,
        query,
        columns=_columns(),
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                states,
                lambda narrowed, state: narrowed.where(Claim.state == state),
            )
        ],
        default_sort="-number",
        name="claims",
    )


def _columns() -> list[Column]:
    return [
        Column(
            "number",
            _staff_l("Claim"),
            sort=Claim.number,
            link=lambda row: url_for("payouts.claim", claim_id=row.id),
        ),
        Column(
            "agreement",
            _staff_l("Agreement"),
            sort=Agreement.number,
            value=lambda row: row.agreement.title,
        ),
        Column(
            "amount",
            _staff_l("Amount"),
            sort=Claim.amount_cents,
            value=lambda row: euros(row.amount_cents),
            csv=lambda row: in_euros(row.amount_cents),
            kind="number",
        ),
        Column(
            "paid",
            _staff_l("Paid"),
            sort=Claim.paid_cents,
            value=lambda row: euros(row.paid_cents),
            csv=lambda row: in_euros(row.paid_cents),
            kind="number",
        ),
        Column("reference", _staff_l("Reference number"), value="reference"),
        Column(
            "made",
            _staff_l("Made on"),
            sort=Claim.made_at,
            value=lambda row: format_date(row.made_at),
            csv=lambda row: row.made_at.date(),
        ),
        Column("state", _staff_l("State"), sort=Claim.state, value=state_tag),
    ]
