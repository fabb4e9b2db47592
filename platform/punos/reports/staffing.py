"""How much of whose time a programme had: dated records, without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent
from punos.programmes.models import Programme
from punos.reports.models import Staffing
from punos.work import Work


def staffing_of(work: Work, programme_id: UUID) -> Sequence[Staffing]:
    """All records of a programme, the newest first."""
    query = select(Staffing).where(Staffing.programme_id == programme_id)
    return work.session.scalars(query.order_by(Staffing.from_on.desc(), Staffing.id)).all()


def staffing_in(work: Work, programme_id: UUID, first: date, last: date) -> list[Staffing]:
    """Those that touch a time, both days included, the earliest first: one statement."""
    query = (
        select(Staffing)
        .where(
            Staffing.programme_id == programme_id,
            Staffing.from_on <= last,
            or_(Staffing.until_on.is_(None), Staffing.until_on >= first),
        )
        .order_by(Staffing.from_on, Staffing.id)
    )
    return list(work.session.scalars(query))


def keep_staffing(
    work: Work, programme: Programme, said: Mapping[str, Any], staffing_id: UUID | None = None
) -> Staffing:
    """Write a record down, or change one. `said` is a loaded StaffingForm. Raises Absent."""
    if staffing_id is None:
        row: Staffing | None = Staffing(programme_id=programme.id)
        work.session.add(row)
    else:
        row = lock_row(work.session, Staffing, staffing_id)
    if row is None or row.programme_id != programme.id:
        raise Absent
    for name, value in said.items():
        setattr(row, name, value)
    row.recorded_at = clock.now()
    work.session.flush()
    audit(work, "staffing.kept", "staffing", row.id)
    return row


def drop_staffing(work: Work, programme: Programme, staffing_id: UUID) -> None:
    """Take one out. Raises Absent."""
    row = lock_row(work.session, Staffing, staffing_id)
    if row is None or row.programme_id != programme.id:
        raise Absent
    work.session.delete(row)
    audit(work, "staffing.dropped", "staffing", row.id)
