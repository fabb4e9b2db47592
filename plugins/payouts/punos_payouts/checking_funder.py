"""Whether a funder's books agree with themselves: frames, promises, received claims, what was paid."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import Work
from punos_payouts.models import (
    Allocation,
    Disbursement,
    Frame,
    ReceivedClaim,
    ReceivedReport,
)

APPROVED = ("approved", "paid")


def _frames(work: Work) -> Iterator[str]:
    promised = _sums(work, Allocation.frame_id, Allocation.amount_cents)
    pool = _sums(work, Allocation.frame_id, Allocation.pool_cents)
    for frame in work.session.scalars(select(Frame)):
        if promised[frame.id] != frame.allocated_cents:
            yield f"frame {frame.id} counts other promises than there are"
        if pool[frame.id] != frame.pool_cents:
            yield f"frame {frame.id} counts another use of its pool than there is"


def _allocations(work: Work) -> Iterator[str]:
    """Each promise beside the claims that were approved from it."""
    key, decided = ReceivedClaim.allocation_id, ReceivedClaim.state.in_(APPROVED)
    whole = _sums(work, key, ReceivedClaim.amount_cents, decided)
    pool = _sums(work, key, ReceivedClaim.pool_cents, decided)
    paid = _sums(work, key, ReceivedClaim.paid_cents, decided)
    for one in work.session.scalars(select(Allocation)):
        counted = (one.approved_cents, one.pool_cents, one.paid_cents)
        if counted != (whole[one.id] - pool[one.id], pool[one.id], paid[one.id]):
            yield f"promise {one.id} counts something else than its claims"


def _received(work: Work) -> Iterator[str]:
    """Each claim beside what arrived, and what was paid for it."""
    paid = _sums(work, Disbursement.received_id, Disbursement.amount_cents)
    for claim in work.session.scalars(select(ReceivedClaim)):
        lines = claim.payload["lines"]
        pool = sum(line["amount_cents"] for line in lines if line["kind"] == "pool")
        told = (sum(line["amount_cents"] for line in lines), claim.payload["total_cents"], pool)
        if told != (claim.amount_cents, claim.amount_cents, claim.pool_cents):
            yield f"received claim {claim.id} is not what arrived"
        if paid[claim.id] != claim.paid_cents:
            yield f"received claim {claim.id} is not paid what its payments are"


def _reports(work: Work) -> Iterator[str]:
    for report in work.session.scalars(select(ReceivedReport)):
        if sum(line["cents"] for line in report.lines.values()) != report.earned_cents:
            yield f"report {report.id} is not the sum of its lines"


def _sums(work: Work, key: Any, cents: Any, *which: Any) -> Counter[UUID]:
    query = select(key, func.sum(cents)).where(*which).group_by(key)
    return Counter({one: int(total) for one, total in work.session.execute(query)})


FUNDER_CHECKS: tuple[Callable[[Work], Iterator[str]], ...] = (
    _frames,
    _allocations,
    _received,
    _reports,
)
