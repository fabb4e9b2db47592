"""Room below the caps: taken by what is earned, given back by what falls away, and waited for.

A cap is a counter that the database keeps within its bounds, whoever raced whom.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from punos.plugin import Work, points_at
from punos_payouts.models import Cap, Line, Waiting
from punos_payouts.subjects import Entitled, Ids


def has_room(work: Work, line: Line, amount_cents: int) -> bool:
    """Whether the agreement and the line may still earn so much."""
    return all(cap.spent_cents + amount_cents <= cap.cap_cents for cap in _caps(work, line))


def spend(work: Work, line: Line, amount_cents: int) -> None:
    """Count what was earned against the caps; an amount below zero gives it back.

    Each is one row, changed by the database itself and not by what was read of it: beyond the cap the
    whole step fails.
    """
    for cap in _caps(work, line):
        cap.spent_cents = Cap.spent_cents + amount_cents
    work.session.flush()


def wait(work: Work, line: Line, due: Entitled, amount_cents: int) -> None:
    """The subject waits for room, at its place by the day on which it would have earned."""
    found = waiting_for(work, line, [due.subject.id]).get(due.subject.id)
    row = found or Waiting(
        line_id=line.id, subject_kind=due.subject.kind, subject_id=due.subject.id
    )
    row.amount_cents, row.earned_on = amount_cents, due.holding.earned_on
    work.session.add(row)
    work.session.flush()


def stop_waiting(work: Work, row: Waiting) -> None:
    """It has earned, or there is nothing to be earned any more."""
    work.session.delete(row)
    work.session.flush()


def waiting_for(work: Work, line: Line, only: Ids = None) -> dict[UUID, Waiting]:
    """Those who wait for room on a line, by subject."""
    query = select(Waiting).where(Waiting.line_id == line.id)
    if only is not None:
        query = query.where(Waiting.subject_id.in_(only))
    rows = work.session.scalars(query.execution_options(populate_existing=True))
    return {row.subject_id: row for row in rows}


def next_with_room(
    work: Work, agreement_id: UUID, tried: Collection[tuple[Line, UUID]]
) -> tuple[Line, UUID] | None:
    """The line and the subject that have waited longest of those for which there is room now.

    Those that were tried in this step are left out. The database chooses, as there may be many.
    """
    whole, own = aliased(Cap), aliased(Cap)
    known = [(line.id, subject_id) for line, subject_id in tried]
    query = (
        select(Line, Waiting.subject_id)
        .join(Line, points_at(Waiting.line_id, Line))
        .join(whole, and_(whole.agreement_id == Line.agreement_id, whole.line_id.is_(None)))
        .outerjoin(own, and_(points_at(own.line_id, Line), own.closed_at.is_(None)))
        .where(
            Line.agreement_id == agreement_id,
            whole.closed_at.is_(None),
            Waiting.amount_cents <= whole.cap_cents - whole.spent_cents,
            or_(own.id.is_(None), Waiting.amount_cents <= own.cap_cents - own.spent_cents),
            tuple_(Waiting.line_id, Waiting.subject_id).not_in(known),
        )
        .order_by(Waiting.earned_on, Waiting.id)
        .limit(1)
    )
    found = work.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def _caps(work: Work, line: Line) -> list[Cap]:
    return [cap for cap in _open(work, line.agreement_id) if cap.line_id in (None, line.id)]


def _open(work: Work, agreement_id: UUID) -> Sequence[Cap]:
    query = select(Cap).where(Cap.agreement_id == agreement_id, Cap.closed_at.is_(None))
    # In one order, always; and as they are now, since another may have spent.
    query = query.order_by(Cap.id).execution_options(populate_existing=True)
    return work.session.scalars(query).all()
