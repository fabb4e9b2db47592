"""Reading what a funder has received: its claims with their turns, and what was paid for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from punos.plugin import Absent, Work
from punos_payouts.models import Allocation, Disbursement, ReceivedClaim


def newest_turns(allocation: Allocation | None = None) -> Select[Any]:
    """Each claim in its newest turn, the newest claim first; those of one allocation, if given."""
    later = aliased(ReceivedClaim)
    newer = exists().where(
        later.sender_id == ReceivedClaim.sender_id,
        later.number == ReceivedClaim.number,
        later.turn > ReceivedClaim.turn,
    )
    query = select(ReceivedClaim).where(~newer)
    if allocation is not None:
        query = query.where(
            ReceivedClaim.sender_id == allocation.grantee_id,
            ReceivedClaim.agreement_number == allocation.agreement_number,
        )
    return query


def received_by_id(work: Work, received_id: UUID) -> ReceivedClaim:
    """The claim. Raises Absent."""
    query = select(ReceivedClaim).where(ReceivedClaim.id == received_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def other_turns(work: Work, claim: ReceivedClaim) -> list[ReceivedClaim]:
    """The other turns of a claim, the newest first."""
    query = select(ReceivedClaim).where(
        ReceivedClaim.sender_id == claim.sender_id,
        ReceivedClaim.number == claim.number,
        ReceivedClaim.id != claim.id,
    )
    return list(work.session.scalars(query.order_by(ReceivedClaim.turn.desc())))


def payments_of(work: Work, claim: ReceivedClaim) -> list[Disbursement]:
    """What was paid for a claim, the earliest first, each with the word of it to the grantee."""
    query = select(Disbursement).where(Disbursement.received_id == claim.id)
    query = query.options(joinedload(Disbursement.outbox))
    return list(work.session.scalars(query.order_by(Disbursement.paid_on, Disbursement.id)))


def waiting_count(work: Work) -> int:
    """How many claims wait for a decision."""
    query = select(func.count(ReceivedClaim.id)).where(ReceivedClaim.state == "received")
    return work.session.scalar(query) or 0


def lines_of(claim: ReceivedClaim) -> list[Mapping[str, Any]]:
    """The lines of a claim as they arrived, each with the reason for which it was sent back, if any."""
    return [{**line, "reason": claim.reasons.get(line["code"])} for line in claim.payload["lines"]]
