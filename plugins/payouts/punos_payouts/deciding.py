"""What the funder decides on a claim that it received: approve it, return it, pay it.

Each verb holds the claim first, then its allocation, its frame and what came over the border. So of two
officers at once one decides, and of two claims at once the second sees what the first has used.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Absent,
    Refused,
    Work,
    accept_item,
    clock,
    decline_item,
    lock_row,
    new_id,
    record_audit,
    send_over_border,
)
from punos_payouts.funder import allocation_of, hold_allocation, hold_frame, pool_left
from punos_payouts.models import Allocation, Disbursement, Frame, ReceivedClaim
from punos_payouts.money import euros
from punos_payouts.texts import _staff

LONGEST_REASON = 500


def approve(work: Work, received: ReceivedClaim) -> ReceivedClaim:
    """Approve a claim, which uses up what was promised; the grantee is told.

    Raises Refused when it was decided, replaced or taken back already, when nothing is promised by its
    agreement, and when it is more than the promise, or the pool, has left.
    """
    claim = _held_waiting(work, received.id)
    allocation = _held_allocation(work, claim)
    frame = hold_frame(work, allocation.frame_id)
    _draw(claim, allocation, frame)
    claim.allocation_id = allocation.id
    _decided(work, claim, "approved")
    accept_item(work, claim.inbox_id, {"reasons": {}})
    return claim


def return_claim(work: Work, received: ReceivedClaim, reasons: Mapping[str, str]) -> ReceivedClaim:
    """Send a claim back. `reasons` says why, by the code of a line, for one line at least.

    Raises Refused when it was decided, replaced or taken back already, and without a reason.
    """
    claim = _held_waiting(work, received.id)
    given = {code: text.strip() for code, text in reasons.items() if text.strip()}
    _require_reasons(claim, given)
    claim.reasons = given
    _decided(work, claim, "returned")
    try:
        decline_item(work, claim.inbox_id, {"reasons": given})
    except ValueError:
        # The border lets no id of a row pass, in whatever text.
        raise Refused(
            _staff("This cannot be sent. Write it in plain words, without codes.")
        ) from None
    return claim


def record_payment(
    work: Work,
    received: ReceivedClaim,
    amount_cents: int,
    paid_on: date,
    form_id: UUID | None = None,
) -> Disbursement:
    """Write down what was paid for an approved claim, all of it or a part; the grantee is told.

    The same `form_id` records one payment, however often it is sent. Raises Refused beyond what was
    approved and for a day that lies ahead.
    """
    claim = _held(work, received.id)
    form_id = form_id or new_id()
    if (earlier := _recorded(work, form_id)) is not None:
        return earlier
    _require_payable(claim, amount_cents, paid_on)
    allocation = hold_allocation(work, _known(claim.allocation_id))
    told = _payment_told(claim, amount_cents, paid_on)
    payment = Disbursement(
        received_id=claim.id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        form_id=form_id,
        outbox_id=send_over_border(work, "payment", claim.sender_id, told).id,
        recorded_by=work.account_id,
        recorded_at=clock.now(),
    )
    claim.paid_cents += amount_cents
    allocation.paid_cents += amount_cents
    if claim.paid_cents == claim.amount_cents:
        claim.state = "paid"
    work.session.add(payment)
    work.session.flush()
    record_audit(work, "payouts.payment_made", "payouts_received_claim", claim.id)
    return payment


def unpaid(claim: ReceivedClaim) -> int:
    """What of a claim may still be paid, in cents."""
    return claim.amount_cents - claim.paid_cents if claim.state == "approved" else 0


def _held(work: Work, received_id: UUID) -> ReceivedClaim:
    found = lock_row(work.session, ReceivedClaim, received_id)
    if found is None:
        raise Absent
    return found


def _held_waiting(work: Work, received_id: UUID) -> ReceivedClaim:
    claim = _held(work, received_id)
    if claim.state == "withdrawn":
        raise Refused(_staff("The grantee has sent this claim anew. Decide on the newer one."))
    if claim.state != "received":
        raise Refused(_staff("This claim has been decided already."))
    return claim


def _held_allocation(work: Work, claim: ReceivedClaim) -> Allocation:
    found = allocation_of(work, claim.sender_id, claim.agreement_number)
    if found is None:
        raise Refused(why_not(claim, None, None))
    return hold_allocation(work, found.id)


def why_not(claim: ReceivedClaim, allocation: Allocation | None, frame: Frame | None) -> str:
    """Why a claim that waits cannot be approved; nothing when it can."""
    if allocation is None or frame is None:
        return _staff("Nothing is promised to this grantee by this agreement. Send the claim back.")
    left = allocation.amount_cents - allocation.approved_cents
    if _own(claim) > left:
        return _staff(
            "The claim is for more than the promise has left: %(left)s.", left=euros(left)
        )
    if claim.pool_cents > pool_left(frame):
        return _staff(
            "The claim for joint events is for more than the pool has left: %(left)s.",
            left=euros(pool_left(frame)),
        )
    if allocation.approved_cents + _own(claim) < 0 or allocation.pool_cents + claim.pool_cents < 0:
        return _staff("The claim takes back more than was approved. Send it back.")
    return ""


def _own(claim: ReceivedClaim) -> int:
    """What of a claim the promise pays; the pool pays the rest."""
    return claim.amount_cents - claim.pool_cents


def _draw(claim: ReceivedClaim, allocation: Allocation, frame: Frame) -> None:
    """Use up the promise, and the pool for joint events. Raises Refused beyond either."""
    if reason := why_not(claim, allocation, frame):
        raise Refused(reason)
    allocation.approved_cents += _own(claim)
    allocation.pool_cents += claim.pool_cents
    frame.pool_cents += claim.pool_cents


def _decided(work: Work, claim: ReceivedClaim, state: str) -> None:
    claim.state, claim.decided_at, claim.decided_by = state, clock.now(), work.account_id
    work.session.flush()
    record_audit(work, f"payouts.claim_{state}", "payouts_received_claim", claim.id)


def _require_reasons(claim: ReceivedClaim, given: Mapping[str, str]) -> None:
    codes = {line["code"] for line in claim.payload["lines"]}
    if not given or given.keys() - codes:
        raise Refused(_staff("Say why, for one line at least."))
    if any(len(text) > LONGEST_REASON for text in given.values()):
        raise Refused(_staff("A reason is too long. Use at most 500 characters."))


def _require_payable(claim: ReceivedClaim, amount_cents: int, paid_on: date) -> None:
    if claim.state == "paid":
        raise Refused(_staff("This claim has been paid in full."))
    if claim.state != "approved":
        raise Refused(_staff("Approve the claim first. Then write down what was paid."))
    if not 0 < amount_cents <= unpaid(claim):
        raise Refused(
            _staff("At most %(left)s can be paid for this claim.", left=euros(unpaid(claim)))
        )
    if paid_on > clock.today():
        raise Refused(_staff("This day lies ahead. Write it down when it has come."))


def _recorded(work: Work, form_id: UUID) -> Disbursement | None:
    query = select(Disbursement).where(Disbursement.form_id == form_id)
    return work.session.scalars(query).one_or_none()


def _payment_told(claim: ReceivedClaim, amount_cents: int, paid_on: date) -> dict[str, object]:
    return {
        "agreement_number": claim.agreement_number,
        "claim_number": claim.number,
        "reference": claim.reference,
        "amount_cents": amount_cents,
        "paid_on": paid_on.isoformat(),
    }


def _known(allocation_id: UUID | None) -> UUID:
    if allocation_id is None:
        raise Absent
    return allocation_id
