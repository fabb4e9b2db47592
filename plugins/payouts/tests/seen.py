"""What stands in the product's tables, beside what the model says."""

from collections import Counter
from uuid import UUID

from punos_payouts.models import (
    Allocation,
    Cap,
    Claim,
    ClaimItem,
    Earning,
    Frame,
    Line,
    ReceivedClaim,
    Reversal,
)
from sqlalchemy import func, select

from punos.border.models import InboxItem

from . import books, ledgers
from .hands import Hands, received
from .promises import Arrived, Desk


def outbox_of(hands: Hands, claim_id: UUID) -> UUID:
    """The outbox row in which a claim left."""
    with hands.here.work() as work:
        found = work.session.scalars(select(Claim.outbox_id).where(Claim.id == claim_id)).one()
    assert found is not None
    return found


def arrived_as(hands: Hands, item_id: UUID) -> UUID:
    """The received claim that came of an outbox row."""
    from_inbox = select(InboxItem.id).where(InboxItem.outbox_id == item_id)
    with hands.funder.work() as work:
        [inbox_id] = work.session.scalars(from_inbox)
        query = select(ReceivedClaim.id).where(ReceivedClaim.inbox_id == inbox_id)
        return work.session.scalars(query).one()


def at_grantee(hands: Hands, book: books.Book, claims: dict[UUID, books.Claim]) -> None:
    """Sums by line, who waits for room, caps, and each claim."""
    standing = ledgers.stand(hands.here, hands.agreement_id)
    for one in standing.lines:
        code, sums = one.line.code, book.sums(one.line.code)
        told = (one.earned_cents, one.claimed_cents, one.approved_cents)
        assert told == (sums["earned"], sums["claimed"], sums["approved"]), code
        assert one.units == len(book.live(code)), code
        assert one.beyond == sum(line == code for line, _subject in book.waiting), code
        assert one.claimed_cents <= one.earned_cents + book.owed_back(code), code
    assert standing.cap_cents == book.cap
    assert standing.earned_cents <= book.cap
    assert standing.paid_cents == sum(one.paid for one in claims.values())
    assert standing.paid_cents <= standing.approved_cents
    assert _caps(hands) == _caps_of(book)
    assert _earnings(hands) == Counter(
        (one.line, one.subject, one.cents, one.fell) for one in book.earned
    )
    assert _claims(hands) == {
        claim_id: (one.state, one.turn, one.cents, one.approved, one.paid, one.signer)
        for claim_id, one in claims.items()
    }
    assert _items(hands) == Counter(
        (claim_id, one.line, one.subject, back)
        for claim_id, claim in claims.items()
        for one, back in claim.items
    )


def at_funder(hands: Hands, desk: Desk, arrived: dict[UUID, Arrived]) -> None:
    """What is promised, approved and paid of the frame, and each turn of a claim."""
    with hands.funder.work() as work:
        allocation = work.session.scalars(select(Allocation)).one()
        frame = work.session.scalars(select(Frame)).one()
        told = allocation.approved_cents, allocation.pool_cents, allocation.paid_cents
        assert told == (desk.approved, desk.pool, desk.paid)
        assert (frame.total_cents, frame.pool_cents) == (desk.total, desk.pool)
        assert frame.allocated_cents == allocation.amount_cents == desk.promised
        assert desk.paid <= desk.approved + desk.pool <= desk.total
        for received_id, one in arrived.items():
            row = received(work, received_id)
            assert (row.state, row.turn, row.amount_cents, row.pool_cents, row.paid_cents) == (
                one.state,
                one.turn,
                one.cents,
                one.joint,
                one.paid,
            )


def is_sound(hands: Hands) -> None:
    """`punos ledger check` and `punos ledger reconcile` have nothing to say, and nobody earned twice."""
    assert hands.wrong() == []
    standing = Counter(
        (line, subject) for line, subject, _cents, fell in _earnings(hands) if not fell
    )
    assert not [key for key, number in standing.items() if number > 1]


def _earnings(hands: Hands) -> Counter[tuple[str, UUID, int, bool]]:
    fell = select(Reversal.id).where(Reversal.earning_id == Earning.id).exists()
    query = select(Line.code, Earning.subject_id, Earning.amount_cents, fell).join(
        Line, Line.id == Earning.line_id
    )
    with hands.here.work() as work:
        return Counter(tuple(row) for row in work.session.execute(query))


def _caps(hands: Hands) -> dict[str | None, tuple[int, int]]:
    query = (
        select(Line.code, Cap.cap_cents, Cap.spent_cents)
        .outerjoin(Line, Line.id == Cap.line_id)
        .where(Cap.closed_at.is_(None))
    )
    with hands.here.work() as work:
        return {code: (cap, spent) for code, cap, spent in work.session.execute(query)}


def _caps_of(book: books.Book) -> dict[str | None, tuple[int, int]]:
    of_lines = {
        code: (line.cap, book.spent(code))
        for code, line in book.lines.items()
        if line.cap is not None
    }
    return {None: (book.cap, book.spent()), **of_lines}


def _claims(hands: Hands) -> dict[UUID, tuple[object, ...]]:
    with hands.here.work() as work:
        return {
            one.id: (
                one.state,
                one.turn,
                one.amount_cents,
                one.approved_cents,
                one.paid_cents,
                one.signed_by,
            )
            for one in work.session.scalars(select(Claim))
        }


def _items(hands: Hands) -> Counter[tuple[UUID, str, UUID, bool]]:
    back = ClaimItem.reversal_id.is_not(None)
    query = (
        select(ClaimItem.claim_id, Line.code, Earning.subject_id, back)
        .select_from(ClaimItem)
        .outerjoin(Reversal, Reversal.id == ClaimItem.reversal_id)
        .join(Earning, Earning.id == func.coalesce(ClaimItem.earning_id, Reversal.earning_id))
        .join(Line, Line.id == ClaimItem.line_id)
    )
    with hands.here.work() as work:
        return Counter(tuple(row) for row in work.session.execute(query))
