"""What arrives at the funder's desk: claims, and figures. Told by the courier, as the funder."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    InboxItem,
    OutboxItem,
    Refused,
    Work,
    clock,
    fold,
    insert_once,
    pick,
    public_name,
    record_audit,
    sort_key,
)
from punos_payouts.models import ReceivedClaim, ReceivedReport
from punos_payouts.texts import _staff


def receive_claim(work: Work, item: InboxItem) -> None:
    """A claim, or a newer turn of one, which takes the place of the earlier turns.

    Raises Refused where no funder is, for a turn that is here already, for a claim that was approved,
    and for lines that do not make the claim: none of them is something to decide on.
    """
    told = item.payload
    _require_desk(work)
    _require_sound(told)
    is_late = _replaced(work, item.sender_id, told)
    claim = _written(work, item, "withdrawn" if is_late else "received")
    work.session.add(claim)
    work.session.flush()
    if not is_late:
        _keep_figures(work, item, told["made_on"], told["lines"], whole=False)
    record_audit(work, "payouts.claim_received", "payouts_received_claim", claim.id)


def receive_report(work: Work, item: InboxItem) -> None:
    """The figures of an agreement as they stand at the grantee. Raises Refused where no funder is."""
    _require_desk(work)
    _keep_figures(work, item, item.payload["as_of"], item.payload["lines"], whole=True)


def on_payment_status(work: Work, item: OutboxItem) -> None:
    """Word of a payment has arrived, or has not: the claim's page reads that from the item itself."""


def _require_desk(work: Work) -> None:
    if work.tenant.kind != "funder":
        raise Refused(_staff("There is no such claim."))


def _require_sound(told: Mapping[str, Any]) -> None:
    lines = told["lines"]
    if len({line["code"] for line in lines}) != len(lines):
        raise Refused(_staff("A line of the claim is there twice."))
    if sum(line["amount_cents"] for line in lines) != told["total_cents"]:
        raise Refused(_staff("The lines of the claim do not add up."))


def _replaced(work: Work, sender_id: UUID, told: Mapping[str, Any]) -> bool:
    """Close the earlier turns of a claim; whether a later one is here already."""
    query = select(ReceivedClaim).where(
        ReceivedClaim.sender_id == sender_id, ReceivedClaim.number == told["number"]
    )
    # Held, so that nobody approves an earlier turn while this one is written down.
    turns = work.session.scalars(query.order_by(ReceivedClaim.id).with_for_update()).all()
    if any(one.state in ("approved", "paid") or one.turn == told["turn"] for one in turns):
        raise Refused(_staff("This claim is here already."))
    for one in turns:
        if one.state == "received" and one.turn < told["turn"]:
            one.state = "withdrawn"
    work.session.flush()
    return any(one.turn > told["turn"] for one in turns)


def _written(work: Work, item: InboxItem, state: str) -> ReceivedClaim:
    told, name = item.payload, sender_name(work, item.sender_id)
    number, agreement = told["number"], told["agreement_number"]
    return ReceivedClaim(
        inbox_id=item.id,
        sender_id=item.sender_id,
        sender_name=name,
        sort_key=sort_key(name)[:400],
        search_text=fold(f"{name} {agreement} {number} {told['reference']}")[:400],
        agreement_number=agreement,
        number=number,
        turn=told["turn"],
        reference=told["reference"],
        payload=told,
        amount_cents=told["total_cents"],
        pool_cents=sum(one["amount_cents"] for one in told["lines"] if one["kind"] == "pool"),
        paid_cents=0,
        state=state,
        reasons={},
        received_at=clock.now(),
    )


def sender_name(work: Work, sender_id: UUID) -> str:
    """What a tenant calls itself, in the reader's first language."""
    found = public_name(work, sender_id)
    if found is None:
        return ""
    return str(pick(found.names, work.settings.languages[0])) or found.short_name


def _keep_figures(
    work: Work, item: InboxItem, as_of: str, lines: list[dict[str, Any]], *, whole: bool
) -> None:
    """Keep what has been earned of each line, unless something newer is known.

    A claim tells of its own lines alone; a report (`whole`) of all that there are.
    """
    report = _held_report(work, item)
    day = date.fromisoformat(as_of)
    if day < report.as_of:
        return
    told = {
        one["code"]: {
            "kind": one["kind"],
            "units": one["earned_units"],
            "cents": one["earned_cents"],
        }
        for one in lines
    }
    report.lines = told if whole else {**report.lines, **told}
    report.earned_cents = sum(one["cents"] for one in report.lines.values())
    report.as_of, report.received_at = day, clock.now()


def _held_report(work: Work, item: InboxItem) -> ReceivedReport:
    """The row of this agreement, held; an empty one at first."""
    key = {"sender_id": item.sender_id, "agreement_number": item.payload["agreement_number"]}
    insert_once(
        work.session,
        ReceivedReport,
        **key,
        lines={},
        earned_cents=0,
        as_of=date.min,
        received_at=clock.now(),
    )
    query = select(ReceivedReport).filter_by(**key).with_for_update()
    return work.session.scalars(query).one()
