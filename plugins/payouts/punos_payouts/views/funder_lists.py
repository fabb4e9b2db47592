"""The lists of the funder's desk: its grantees, and the claims that they sent."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request, url_for

from punos.plugin import Column, Filter, Listing, Tag, Work, clock
from punos_payouts.funder import SUMS, grantees_query
from punos_payouts.models import Allocation, Frame, ReceivedClaim
from punos_payouts.money import euros
from punos_payouts.received import newest_turns
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff_l

STATE_TAGS = {
    "received": Tag(_staff_l("Waits for you"), "wait"),
    "approved": Tag(_staff_l("To be paid"), "wait"),
    "paid": Tag(_staff_l("Paid"), "good"),
    "returned": Tag(_staff_l("Sent back"), "bad"),
    "withdrawn": Tag(_staff_l("Replaced")),
}


def grantees_listing(work: Work, found: Sequence[Frame]) -> Listing:
    """Every promise with its sums."""
    return Listing(
        work,
        request.args,
        grantees_query(),
        columns=[_name_column(), _number_column(), *_sum_columns()],
        search=(Allocation.search_text,),
        filters=[
            Filter(
                "frame",
                _staff_l("Money"),
                [(str(frame.id), frame.title) for frame in found],
                lambda query, value: query.where(Allocation.frame_id == UUID(value)),
            )
        ],
        default_sort="name",
        name="grantees",
    )


def _name_column() -> Column:
    return Column(
        "name",
        _staff_l("Grantee"),
        sort=Allocation.sort_key,
        value=lambda row: row.Allocation.grantee_name,
        link=lambda row: url_for("payouts.grantee", allocation_id=row.Allocation.id),
    )


def _number_column() -> Column:
    return Column(
        "agreement",
        _staff_l("Agreement"),
        sort=Allocation.agreement_number,
        value=lambda row: row.Allocation.agreement_number,
    )


def _sum_columns() -> list[Column]:
    """Without joint events: a promise's own page and the spreadsheet tell them."""
    return [_sum_column(*one) for one in SUMS if one[0] != "pool"]


def _sum_column(key: str, label: Any, expression: Any) -> Column:
    return Column(
        key,
        label,
        sort=expression,
        value=lambda row: _written(getattr(row, key)),
        csv=lambda row: _exported(getattr(row, key)),
        kind="number",
    )


def _written(cents: int | None) -> str | None:
    return None if cents is None else euros(int(cents))


def _exported(cents: int | None) -> Decimal | None:
    return None if cents is None else in_euros(int(cents))


def claims_listing(work: Work, allocation: Allocation | None = None) -> Listing:
    """The claims that were sent here, or those of one promise, each in its newest turn."""
    return Listing(
        work,
        request.args,
        newest_turns(allocation),
        columns=_claim_columns(),
        search=(ReceivedClaim.search_text,),
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(state, tag.label) for state, tag in STATE_TAGS.items() if state != "withdrawn"],
                lambda query, value: query.where(ReceivedClaim.state == value),
            )
        ],
        default_sort="-received",
        name="claims",
    )


def _claim_columns() -> list[Column]:
    return [
        Column(
            "number",
            _staff_l("Claim"),
            sort=ReceivedClaim.number,
            link=lambda row: url_for("payouts.received_claim", received_id=row.id),
        ),
        Column("sender", _staff_l("Grantee"), sort=ReceivedClaim.sort_key, value="sender_name"),
        Column(
            "agreement",
            _staff_l("Agreement"),
            sort=ReceivedClaim.agreement_number,
            value="agreement_number",
        ),
        _claim_sum("amount", _staff_l("Amount"), ReceivedClaim.amount_cents),
        _claim_sum("paid", _staff_l("Paid"), ReceivedClaim.paid_cents),
        Column(
            "received",
            _staff_l("Came on"),
            sort=ReceivedClaim.received_at,
            value=lambda row: _local_day(row.received_at),
        ),
        Column(
            "state",
            _staff_l("State"),
            sort=ReceivedClaim.state,
            value=lambda row: STATE_TAGS[row.state],
        ),
    ]


def _local_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()


def _claim_sum(key: str, label: Any, column: Any) -> Column:
    return Column(
        key,
        label,
        sort=column,
        value=lambda row: euros(getattr(row, f"{key}_cents")),
        csv=lambda row: in_euros(getattr(row, f"{key}_cents")),
        kind="number",
    )
