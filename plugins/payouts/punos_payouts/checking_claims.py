"""Whether claims agree with what is in them, and with what was moved for them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from punos.plugin import Work, points_at
from punos_payouts.models import (
    Claim,
    ClaimItem,
    ClaimLine,
    Earning,
    Payment,
    Reversal,
    Transfer,
)

ON_ITS_WAY = ("submitted", "approved", "paid")
APPROVED = ("approved", "paid")
WAY = ("claimed", "approved", "paid")
"""Accounts that no agreement may have less than nothing on."""


def _lines(work: Work) -> Iterator[str]:
    query = select(ClaimLine.claim_id, func.sum(ClaimLine.amount_cents))
    sums = {
        key: int(cents) for key, cents in work.session.execute(query.group_by(ClaimLine.claim_id))
    }
    for claim in work.session.scalars(select(Claim)):
        if sums.get(claim.id, 0) != claim.amount_cents:
            yield f"claim {claim.id} is not the sum of its lines"


def _items(work: Work) -> Iterator[str]:
    """Each line of a claim beside the earnings and reversals in it."""
    asked, fallen = aliased(Earning), aliased(Earning)
    query = (
        select(ClaimItem.claim_id, ClaimItem.line_id, asked.amount_cents, fallen.amount_cents)
        .outerjoin(asked, points_at(ClaimItem.earning_id, asked))
        .outerjoin(Reversal, points_at(ClaimItem.reversal_id, Reversal))
        .outerjoin(fallen, points_at(Reversal.earning_id, fallen))
    )
    sums: Counter[tuple[UUID, UUID]] = Counter()
    for claim_id, line_id, plus, minus in work.session.execute(query):
        sums[claim_id, line_id] += (plus or 0) - (minus or 0)
    for line in work.session.scalars(select(ClaimLine)):
        if sums.pop((line.claim_id, line.line_id), 0) != line.amount_cents:
            yield f"line {line.line_id} of claim {line.claim_id} is not the sum of what is in it"
    for claim_id, line_id in sums:
        yield f"claim {claim_id} has no line {line_id} for what is in it"


def _moved(work: Work) -> Iterator[str]:
    """Each claim beside the transfers that it has caused."""
    submitted = _net(work, "submitted", "claimed")
    returned = _net(work, "returned", "earned")
    approved = _net(work, "approved", "approved")
    for claim in work.session.scalars(select(Claim)):
        claimed = claim.amount_cents if claim.state in ON_ITS_WAY else 0
        if submitted.get(claim.id, 0) - returned.get(claim.id, 0) != claimed:
            yield f"claim {claim.id} ({claim.state}) has not moved what it claims"
        wanted = claim.amount_cents if claim.state in APPROVED else 0
        if {approved.get(claim.id, 0), claim.approved_cents} != {wanted}:
            yield f"claim {claim.id} ({claim.state}) has not moved what was approved"


def _payments(work: Work) -> Iterator[str]:
    """Each claim beside its payments, and these beside their transfers."""
    moved = _net(work, "paid", "paid")
    paid: Counter[UUID] = Counter()
    for payment in work.session.scalars(select(Payment)):
        paid[payment.claim_id] += payment.amount_cents
        if moved.get(payment.id, 0) != payment.amount_cents:
            yield f"payment {payment.id} has not moved its amount"
    for claim in work.session.scalars(select(Claim)):
        if paid[claim.id] != claim.paid_cents:
            yield f"claim {claim.id} is not paid what its payments are"


def _accounts(work: Work) -> Iterator[str]:
    query = select(
        Transfer.agreement_id, Transfer.debit, Transfer.credit, func.sum(Transfer.amount_cents)
    ).group_by(Transfer.agreement_id, Transfer.debit, Transfer.credit)
    stands: Counter[tuple[UUID, str]] = Counter()
    for agreement_id, debit, credit, cents in work.session.execute(query):
        stands[agreement_id, debit] -= int(cents)
        stands[agreement_id, credit] += int(cents)
    for (agreement_id, account), cents in stands.items():
        if account in WAY and cents < 0:
            yield f"agreement {agreement_id} has {cents} cents on account {account}"


def _net(work: Work, kind: str, towards: str) -> Mapping[UUID, int]:
    """By cause, what transfers of a kind have moved towards an account, less what moved back."""
    query = select(Transfer.cause_id, Transfer.credit, func.sum(Transfer.amount_cents))
    query = query.where(Transfer.kind == kind).group_by(Transfer.cause_id, Transfer.credit)
    net: Counter[UUID] = Counter()
    for cause_id, credit, cents in work.session.execute(query):
        net[cause_id] += int(cents) if credit == towards else -int(cents)
    return net


CLAIM_CHECKS: tuple[Callable[[Work], Iterator[str]], ...] = (
    _lines,
    _items,
    _moved,
    _payments,
    _accounts,
)
