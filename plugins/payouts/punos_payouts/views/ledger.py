"""The bookkeeper's list: every transfer, by period, as a page and as a file."""

from datetime import date
from typing import Any

from babel.dates import format_date as babel_date
from flask import Response, request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from punos.plugin import (
    Column,
    Filter,
    Listing,
    Work,
    clock,
    format_date,
    locale,
    pick,
    points_at,
    render,
)
from punos_payouts.access import READ
from punos_payouts.models import Agreement, Claim, Line, Payment, Transfer
from punos_payouts.money import euros
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.views.agreements import crumbs
from punos_payouts.views.base import pages

MONTHS, YEARS = 12, 4
ACCOUNTS = {
    "promised": _staff_l("Promised"),
    "earned": _staff_l("Earned"),
    "claimed": _staff_l("Claimed"),
    "approved": _staff_l("Approved"),
    "paid": _staff_l("Paid"),
}
KINDS = {
    "earned": _staff_l("Earned"),
    "reversed": _staff_l("Fell away"),
    "submitted": _staff_l("Claim sent"),
    "returned": _staff_l("Claim sent back"),
    "approved": _staff_l("Claim approved"),
    "paid": _staff_l("Payment"),
}


@pages.get("/ledger", allow=READ, kind="association")
def ledger(work: Work) -> Response | str:
    """Every transfer, the newest first."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "payouts/ledger.html", listing=listing, breadcrumbs=crumbs((_staff("Bookkeeping"), None))
    )


def _listing(work: Work) -> Listing:
    return Listing(
        work,
        request.args,
        _query(),
        columns=_columns(work),
        filters=[_periods(), _kinds()],
        default_sort="-day",
        name="ledger",
    )


def _query() -> Any:
    """Transfers with line and agreement, and the claim that each is of, if it is of one."""
    paid = aliased(Payment)
    claim_id = func.coalesce(paid.claim_id, Transfer.cause_id)
    return (
        select(Transfer, Line, Agreement.number, Claim.number, Claim.reference)
        .join(Line, points_at(Transfer.line_id, Line))
        .join(Agreement, points_at(Transfer.agreement_id, Agreement))
        .outerjoin(paid, points_at(Transfer.cause_id, paid))
        .outerjoin(Claim, (Claim.id == claim_id) & (Claim.tenant_id == Transfer.tenant_id))
    )


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "day",
            _staff_l("Day"),
            sort=Transfer.happened_on,
            value=lambda row: format_date(row[0].happened_on),
            csv=lambda row: row[0].happened_on,
        ),
        Column("kind", _staff_l("What"), value=lambda row: KINDS[row[0].kind]),
        Column("agreement", _staff_l("Agreement"), sort=Agreement.number, value=lambda row: row[2]),
        Column("line", _staff_l("Line"), value=lambda row: pick(row[1].names, work.language)),
        Column("claim", _staff_l("Claim"), sort=Claim.number, value=lambda row: row[3]),
        Column("reference", _staff_l("Reference number"), value=lambda row: row[4]),
        Column("from", _staff_l("Out of"), value=lambda row: ACCOUNTS[row[0].debit]),
        Column("to", _staff_l("Into"), value=lambda row: ACCOUNTS[row[0].credit]),
        Column(
            "amount",
            _staff_l("Amount"),
            sort=Transfer.amount_cents,
            value=lambda row: euros(row[0].amount_cents),
            csv=lambda row: in_euros(row[0].amount_cents),
            kind="number",
        ),
    ]


def _kinds() -> Filter:
    return Filter(
        "kind",
        _staff_l("What"),
        list(KINDS.items()),
        lambda query, kind: query.where(Transfer.kind == kind),
    )


def _periods() -> Filter:
    """The last twelve months and the last years, the newest first."""
    today = clock.today()
    months = [_month(today, back) for back in range(MONTHS)]
    named = [
        (f"{first:%Y-%m}", babel_date(first, "LLLL yyyy", locale=locale())) for first in months
    ]
    years = [(str(today.year - back), str(today.year - back)) for back in range(YEARS)]
    return Filter("period", _staff_l("Period"), [*years, *named], _within)


def _month(today: date, back: int) -> date:
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _within(query: Select[Any], period: str) -> Select[Any]:
    year, _dash, month = period.partition("-")
    first = date(int(year), int(month or 1), 1)
    after = _month(first, -1) if month else date(int(year) + 1, 1, 1)
    return query.where(Transfer.happened_on >= first, Transfer.happened_on < after)
