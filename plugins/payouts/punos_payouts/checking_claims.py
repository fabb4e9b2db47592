"""Whether claims agree with what is in them, and with what was moved for them, line by line."""

from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from punos.plugin import Work, points_at
from punos_payouts.models import (
    Claim,
    ClaimItem,
    ClaimLine,
    Earning,
    Line,
    Payment,
    Reversal,
    Transfer,
)
from punos_payouts.rules import LINE

ON_ITS_WAY = ("submitted", "approved", "paid")
APPROVED = ("approved", "paid")
WAY = ("claimed", "approved", "paid")
"""Accounts that no agreement may have less than nothing on."""


Key = tuple[UUID, UUID]
"""A claim, or a payment, and a line."""


def _lines(work: Work) -> Iterator[str]:
    query = select(ClaimLine.claim_id, func.sum(ClaimLine.amount_cents))
    sums = {
        key: int(cents) for key, cents in work.session.execute(query.group_by(ClaimLine.claim_id))
    }
    for claim in work.session.scalars(select(Claim)):
        if sums.get(claim.id, 0) != claim.amount_cents:
            yield f"claim {claim.id} is not the sum of its lines"
    stray = (
        select(ClaimLine.id)
        .join(Claim, points_at(ClaimLine.claim_id, Claim))
        .join(Line, points_at(ClaimLine.line_id, Line))
        .where(Line.agreement_id != Claim.agreement_id)
    )
    for line_id in work.session.scalars(stray):
        yield f"claim’s line {line_id} is of another agreement"


def _signed(work: Work) -> Iterator[str]:
    """Each claim that is signed beside whoever made it, and each that left beside what left."""
    for claim in work.session.scalars(select(Claim)):
        if claim.signed_by is not None and str(claim.signed_by) in claim.editors:
            yield f"claim {claim.id} is signed by somebody who changed it"
        if claim.state in ON_ITS_WAY and claim.payload.get("total_cents") != claim.amount_cents:
            yield f"claim {claim.id} is not what was sent"


def _items(work: Work) -> Iterator[str]:
    """Each line of a claim beside the earnings and reversals in it."""
    asked, fallen = aliased(Earning), aliased(Earning)
    query = (
        select(ClaimItem.claim_id, ClaimItem.line_id, Line.kind, asked, fallen)
        .join(Line, points_at(ClaimItem.line_id, Line))
        .outerjoin(asked, points_at(ClaimItem.earning_id, asked))
        .outerjoin(Reversal, points_at(ClaimItem.reversal_id, Reversal))
        .outerjoin(fallen, points_at(Reversal.earning_id, fallen))
    )
    sums: dict[Key, tuple[int, int]] = {}
    for claim_id, line_id, kind, plus, minus in work.session.execute(query):
        one, sign = (plus, 1) if plus is not None else (minus, -1)
        counts = one.subject_kind != LINE or kind == "lump"
        units, cents = sums.get((claim_id, line_id), (0, 0))
        sums[claim_id, line_id] = (units + sign * counts, cents + sign * one.amount_cents)
        if one.line_id != line_id:
            yield f"claim {claim_id} has on line {line_id} what another line earned"
    for line in work.session.scalars(select(ClaimLine)):
        held = sums.pop((line.claim_id, line.line_id), (0, 0))
        if held != (line.units, line.amount_cents):
            yield f"line {line.line_id} of claim {line.claim_id} is not the sum of what is in it"
    for claim_id, line_id in sums:
        yield f"claim {claim_id} has no line {line_id} for what is in it"


def _moved(work: Work) -> Iterator[str]:
    """Each claim, line by line, beside the transfers that it has caused."""
    claimed = _net(work, "submitted", "claimed")
    claimed.subtract(_net(work, "returned", "earned"))
    approved = _net(work, "approved", "approved")
    for claim in work.session.scalars(select(Claim)):
        if claim.approved_cents != (claim.amount_cents if claim.state in APPROVED else 0):
            yield f"claim {claim.id} ({claim.state}) says that another amount was approved"
    query = select(ClaimLine, Claim).join(Claim, points_at(ClaimLine.claim_id, Claim))
    for line, claim in work.session.execute(query):
        key = (claim.id, line.line_id)
        if claimed.pop(key, 0) != (line.amount_cents if claim.state in ON_ITS_WAY else 0):
            yield f"claim {claim.id} ({claim.state}) has not moved what it claims"
        if approved.pop(key, 0) != (line.amount_cents if claim.state in APPROVED else 0):
            yield f"claim {claim.id} ({claim.state}) has not moved what was approved"
    for claim_id, line_id in {key for net in (claimed, approved) for key in net if net[key]}:
        yield f"claim {claim_id} has moved what it does not claim on line {line_id}"


def _payments(work: Work) -> Iterator[str]:
    """Each claim beside its payments, and these beside their transfers."""
    moved: Counter[UUID] = Counter()
    for (payment_id, _line_id), cents in _net(work, "paid", "paid").items():
        moved[payment_id] += cents
    paid: Counter[UUID] = Counter()
    for payment in work.session.scalars(select(Payment)):
        paid[payment.claim_id] += payment.amount_cents
        if moved[payment.id] != payment.amount_cents:
            yield f"payment {payment.id} has not moved its amount"
    for claim in work.session.scalars(select(Claim)):
        if paid[claim.id] != claim.paid_cents:
            yield f"claim {claim.id} is not paid what its payments are"


def _paid_lines(work: Work) -> Iterator[str]:
    """Each line of a claim that is paid whole beside what its payments moved on it."""
    moved: Counter[Key] = Counter()
    claims = dict(work.session.execute(select(Payment.id, Payment.claim_id)).all())
    for (payment_id, line_id), cents in _net(work, "paid", "paid").items():
        if payment_id in claims:
            moved[claims[payment_id], line_id] += cents
    query = select(ClaimLine).join(Claim, points_at(ClaimLine.claim_id, Claim))
    for line in work.session.scalars(query.where(Claim.state == "paid")):
        if moved[line.claim_id, line.line_id] != line.amount_cents:
            yield f"line {line.line_id} of claim {line.claim_id} is not paid what it asks for"


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


def _net(work: Work, kind: str, towards: str) -> Counter[Key]:
    """By cause and line, what transfers of a kind have moved towards an account, less what moved back."""
    query = select(
        Transfer.cause_id, Transfer.line_id, Transfer.credit, func.sum(Transfer.amount_cents)
    )
    query = query.where(Transfer.kind == kind)
    query = query.group_by(Transfer.cause_id, Transfer.line_id, Transfer.credit)
    net: Counter[Key] = Counter()
    for cause_id, line_id, credit, cents in work.session.execute(query):
        net[cause_id, line_id] += int(cents) if credit == towards else -int(cents)
    return net


CLAIM_CHECKS: tuple[Callable[[Work], Iterator[str]], ...] = (
    _lines,
    _signed,
    _items,
    _moved,
    _payments,
    _paid_lines,
    _accounts,
)
