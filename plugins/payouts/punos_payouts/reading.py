"""Agreements as they are read, and how one is held while anything of it is changed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from punos.plugin import Absent, Work, lock_row
from punos_payouts.models import Agreement, Cap, Line, LineVersion


def hold(work: Work, agreement_id: UUID) -> Agreement:
    """The agreement, held until the transaction ends. Raises Absent.

    Its lines, its caps, what is earned and what is claimed are all changed one after the other.
    Nothing of the core is held after this.
    """
    found = lock_row(work.session, Agreement, agreement_id)
    if found is None:
        raise Absent
    return found


def agreement_by_id(work: Work, agreement_id: UUID) -> Agreement:
    """The agreement. Raises Absent."""
    query = select(Agreement).where(Agreement.id == agreement_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def lines_of(work: Work, agreement: Agreement) -> list[Line]:
    """The agreement's lines, in their order."""
    query = select(Line).where(Line.agreement_id == agreement.id)
    return list(work.session.scalars(query.order_by(Line.position, Line.id)))


def versions_of(work: Work, line: Line) -> list[LineVersion]:
    """All versions of a line, by the day on which they begin; of one day, as they were written."""
    query = select(LineVersion).where(LineVersion.line_id == line.id)
    return list(work.session.scalars(query.order_by(LineVersion.valid_from, LineVersion.number)))


def versions_on(work: Work, lines: Sequence[Line], day: date) -> dict[UUID, LineVersion]:
    """The version of each line that is in force on a day, by line; one that begins later is left out.

    Of several that begin on the same day it is the one written last.
    """
    query = (
        select(LineVersion)
        .where(LineVersion.line_id.in_([line.id for line in lines]), LineVersion.valid_from <= day)
        .order_by(LineVersion.valid_from, LineVersion.number)
    )
    return {version.line_id: version for version in work.session.scalars(query)}


def cap_of(work: Work, agreement: Agreement, line: Line | None = None) -> Cap | None:
    """The cap in force of an agreement or of one of its lines, read afresh; a line may have none."""
    query = select(Cap).where(
        Cap.agreement_id == agreement.id,
        Cap.line_id == line.id if line else Cap.line_id.is_(None),
        Cap.closed_at.is_(None),
    )
    return work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
