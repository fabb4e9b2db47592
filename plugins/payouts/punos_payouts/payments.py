"""Money that came for a claim: whole or in parts, never more than was approved."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import InboxItem, Refused, Work, clock, points_at, record_audit
from punos_payouts.claims import SUBJECT, claim_lines, held
from punos_payouts.models import Agreement, Claim, Payment, Transfer
from punos_payouts.money import euros
from punos_payouts.texts import _staff
from punos_payouts.transfers import move


class NotYet(Exception):  # what to do, not a fault
    """Word of a payment has overtaken word of the approval: the courier brings it again."""


def record_payment(
    work: Work,
    claim: Claim,
    amount_cents: int,
    paid_on: date,
    *,
    form_id: UUID | None = None,
    inbox_id: UUID | None = None,
) -> Payment:
    """Write down money that came. The same `form_id` or `inbox_id` records one payment.

    Raises Refused beyond what was approved, and for a day that lies ahead.
    """
    _agreement, claim = held(work, claim.id)
    found = _recorded(work, form_id, inbox_id)
    if found is not None:
        return found
    if amount_cents <= 0 or paid_on > clock.today():
        raise Refused(_staff("A payment has an amount, and a day that has come."))
    if claim.state not in ("approved", "paid") or amount_cents > unpaid(claim):
        raise Refused(
            _staff("At most %(left)s can still be paid for this claim.", left=euros(unpaid(claim)))
        )
    payment = Payment(
        claim_id=claim.id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        form_id=form_id,
        inbox_id=inbox_id,
        recorded_by=work.account_id,
        recorded_at=clock.now(),
    )
    work.session.add(payment)
    work.session.flush()
    _pay(work, claim, payment)
    return payment


def unpaid(claim: Claim) -> int:
    """What was approved and has not been paid yet, in cents."""
    return claim.approved_cents - claim.paid_cents


def payments_of(work: Work, claim: Claim) -> list[Payment]:
    """What came for the claim, the earliest first."""
    query = select(Payment).where(Payment.claim_id == claim.id)
    return list(work.session.scalars(query.order_by(Payment.paid_on, Payment.id)))


def receive_payment(work: Work, item: InboxItem) -> None:
    """Word of a payment from the funder. Raises Refused for one that is of no claim of ours with this
    funder, or beyond what was approved; NotYet while we have not heard of the approval."""
    told = item.payload
    query = (
        select(Claim)
        .join(Agreement, points_at(Claim.agreement_id, Agreement))
        .where(
            Claim.number == told["claim_number"],
            Claim.reference == told["reference"],
            Agreement.number == told["agreement_number"],
            Agreement.funder_id == item.sender_id,
        )
    )
    claim = work.session.scalars(query).one_or_none()
    if claim is None:
        raise Refused(_staff("There is no such claim."))
    if claim.state == "submitted":
        raise NotYet
    paid_on = date.fromisoformat(told["paid_on"])
    record_payment(work, claim, told["amount_cents"], paid_on, inbox_id=item.id)


def split(amount: int, weights: Mapping[UUID, int]) -> dict[UUID, int]:
    """`amount` cents by weight, the sum exact: whole cents first, what is left to the largest rests.

    Weights may be below zero; their sum is above it, and `amount` at most that sum. No share is beyond
    its weight then. Raises ValueError otherwise.
    """
    whole = sum(weights.values())
    if not 0 < amount <= whole:
        raise ValueError("more than there is to split")
    shares = {key: amount * weight // whole for key, weight in weights.items()}
    left = amount - sum(shares.values())
    rests = sorted(weights, key=lambda key: (-(amount * weights[key] % whole), str(key)))
    for key in rests[:left]:
        shares[key] += 1
    return shares


def _recorded(work: Work, form_id: UUID | None, inbox_id: UUID | None) -> Payment | None:
    if form_id is None and inbox_id is None:
        return None
    own = Payment.inbox_id == inbox_id if inbox_id else Payment.form_id == form_id
    return work.session.scalars(select(Payment).where(own)).one_or_none()


def _pay(work: Work, claim: Claim, payment: Payment) -> None:
    shares = split(payment.amount_cents, _left_by_line(work, claim))
    claim.paid_cents += payment.amount_cents
    if claim.paid_cents == claim.approved_cents:
        claim.state = "paid"
    work.session.flush()
    move(
        work,
        claim,
        "paid",
        shares,
        ("approved", "paid"),
        day=payment.paid_on,
        cause_id=payment.id,
    )
    record_audit(work, "payouts.payment_recorded", SUBJECT, claim.id)


def _left_by_line(work: Work, claim: Claim) -> dict[UUID, int]:
    """What of each line was approved and not paid, in cents; below zero for what is given back."""
    left = {line.id: row.amount_cents for row, line in claim_lines(work, claim)}
    query = (
        select(Transfer.line_id, Transfer.credit, func.sum(Transfer.amount_cents))
        .join(Payment, points_at(Transfer.cause_id, Payment))
        .where(Payment.claim_id == claim.id, Transfer.kind == "paid")
        .group_by(Transfer.line_id, Transfer.credit)
    )
    for line_id, credit, cents in work.session.execute(query):
        left[line_id] -= int(cents) if credit == "paid" else -int(cents)
    return left
