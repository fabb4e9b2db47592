"""The funder's frames, and what of them is promised to whom.

Whoever changes more than one of them holds them in this order: the received claim, the allocation, the
frame.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from punos.plugin import Absent, Refused, Work, clock, fold, lock_row, record_audit, sort_key
from punos_payouts.models import Allocation, Frame, ReceivedClaim, ReceivedReport
from punos_payouts.money import euros
from punos_payouts.texts import _staff, _staff_l


def make_frame(
    work: Work, *, title: str, total_cents: int, starts_on: date, ends_on: date
) -> Frame:
    """Set money aside. Raises Refused when it is none, or its last day is before its first."""
    if ends_on < starts_on:
        raise Refused(_staff("The last day is before the first day. Check the dates."))
    if total_cents <= 0:
        raise Refused(_staff("The amount has to be more than zero."))
    frame = Frame(
        title=title,
        total_cents=total_cents,
        allocated_cents=0,
        pool_cents=0,
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=clock.now(),
        made_by=work.account_id,
    )
    work.session.add(frame)
    work.session.flush()
    record_audit(work, "payouts.frame_made", "payouts_frame", frame.id)
    return frame


def allocate(
    work: Work,
    frame: Frame,
    *,
    grantee_id: UUID,
    grantee_name: str,
    agreement_number: str,
    amount_cents: int,
) -> Allocation:
    """Promise a part of the frame by an agreement. `agreement_number` is as the grantee writes it.

    Raises Refused when the frame has not so much left, or the agreement is promised money already.
    """
    if amount_cents <= 0:
        raise Refused(_staff("The amount has to be more than zero."))
    held = hold_frame(work, frame.id)
    if allocation_of(work, grantee_id, agreement_number) is not None:
        raise Refused(_staff("Money is promised to this grantee by this agreement already."))
    _require_left(held, amount_cents)
    held.allocated_cents += amount_cents
    allocation = Allocation(
        frame_id=held.id,
        grantee_id=grantee_id,
        grantee_name=grantee_name,
        sort_key=sort_key(grantee_name)[:400],
        search_text=fold(f"{grantee_name} {agreement_number}")[:400],
        agreement_number=agreement_number,
        amount_cents=amount_cents,
        approved_cents=0,
        pool_cents=0,
        paid_cents=0,
        made_at=clock.now(),
    )
    work.session.add(allocation)
    work.session.flush()
    record_audit(work, "payouts.allocated", "payouts_allocation", allocation.id)
    return allocation


def take_back(work: Work, allocation: Allocation) -> None:
    """Undo a promise. Raises Refused once something was approved of it."""
    held = hold_allocation(work, allocation.id)
    frame = hold_frame(work, held.frame_id)
    if _is_used(work, held):
        raise Refused(_staff("A claim of this agreement is approved, so the promise stands."))
    frame.allocated_cents -= held.amount_cents
    record_audit(work, "payouts.allocation_taken_back", "payouts_allocation", held.id)
    work.session.delete(held)
    work.session.flush()


def pool_left(frame: Frame) -> int:
    """What is neither promised nor approved for joint events, in cents."""
    return frame.total_cents - frame.allocated_cents - frame.pool_cents


def _require_left(frame: Frame, amount_cents: int) -> None:
    if amount_cents > pool_left(frame):
        raise Refused(
            _staff(
                "The frame has %(left)s left. Promise at most that.", left=euros(pool_left(frame))
            )
        )


def _is_used(work: Work, allocation: Allocation) -> bool:
    query = select(ReceivedClaim.id).where(ReceivedClaim.allocation_id == allocation.id)
    return work.session.scalars(query.limit(1)).first() is not None


def hold_frame(work: Work, frame_id: UUID) -> Frame:
    """The frame, held until the transaction ends. Raises Absent."""
    found = lock_row(work.session, Frame, frame_id)
    if found is None:
        raise Absent
    return found


def hold_allocation(work: Work, allocation_id: UUID) -> Allocation:
    """The allocation, held until the transaction ends. Raises Absent."""
    found = lock_row(work.session, Allocation, allocation_id)
    if found is None:
        raise Absent
    return found


def allocation_by_id(work: Work, allocation_id: UUID) -> Allocation:
    """The allocation. Raises Absent."""
    query = select(Allocation).where(Allocation.id == allocation_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def allocation_of(work: Work, grantee_id: UUID, agreement_number: str) -> Allocation | None:
    """What is promised to a grantee by its agreement of this number."""
    query = select(Allocation).where(
        Allocation.grantee_id == grantee_id, Allocation.agreement_number == agreement_number
    )
    return work.session.scalars(query).one_or_none()


def frame_by_id(work: Work, frame_id: UUID) -> Frame:
    """The frame. Raises Absent."""
    found = work.session.scalars(select(Frame).where(Frame.id == frame_id)).one_or_none()
    if found is None:
        raise Absent
    return found


def frames(work: Work) -> list[Frame]:
    """Every frame, the newest first."""
    query = select(Frame).order_by(Frame.starts_on.desc(), Frame.id.desc())
    return list(work.session.scalars(query))


def _waiting() -> Any:
    """What waits for a decision, of the allocation of the query around it."""
    asked = select(func.coalesce(func.sum(ReceivedClaim.amount_cents), 0)).where(
        ReceivedClaim.sender_id == Allocation.grantee_id,
        ReceivedClaim.agreement_number == Allocation.agreement_number,
        ReceivedClaim.state == "received",
    )
    return asked.correlate(Allocation).scalar_subquery()


_APPROVED = Allocation.approved_cents + Allocation.pool_cents
SUMS: tuple[tuple[str, Any, Any], ...] = (
    ("promised", _staff_l("Promised"), Allocation.amount_cents),
    ("earned", _staff_l("Earned"), ReceivedReport.earned_cents),
    ("claimed", _staff_l("Claimed"), _APPROVED + _waiting()),
    ("approved", _staff_l("Approved"), _APPROVED),
    ("pool", _staff_l("Joint events"), Allocation.pool_cents),
    ("paid", _staff_l("Paid"), Allocation.paid_cents),
    ("left", _staff_l("Left"), Allocation.amount_cents - Allocation.approved_cents),
)
"""The sums of a promise, in cents: what each is called, and how it comes about.

Claimed is what was approved and what waits. Joint events are part of claimed, approved and paid, but not
of what is left: they are paid from the pool. What was earned is as the grantee told it last; None where
it has told nothing.
"""


def grantees_query() -> Select[Any]:
    """Each allocation with its sums, its frame's title, and the report that tells what was earned."""
    return (
        select(
            Allocation,
            ReceivedReport,
            Frame.title.label("frame"),
            *(expression.label(key) for key, _label, expression in SUMS),
        )
        .join(Frame, Frame.id == Allocation.frame_id)
        .outerjoin(
            ReceivedReport,
            (ReceivedReport.sender_id == Allocation.grantee_id)
            & (ReceivedReport.agreement_number == Allocation.agreement_number),
        )
        .order_by(Allocation.sort_key, Allocation.id)
    )


def figures_of(work: Work, allocation_id: UUID) -> Any:
    """The same of one allocation. Raises Absent."""
    query = grantees_query().where(Allocation.id == allocation_id)
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise Absent
    return found


def sums(found: Iterable[Frame]) -> dict[str, int]:
    """What frames hold together, in cents: total, allocated, approved from the pool, left."""
    several = list(found)
    return {
        "total": sum(frame.total_cents for frame in several),
        "allocated": sum(frame.allocated_cents for frame in several),
        "pool": sum(frame.pool_cents for frame in several),
        "left": sum(map(pool_left, several)),
    }
