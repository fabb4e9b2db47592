"""The log of adjustments: what was heard, and what was changed for it. Nobody is named in it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent
from punos.feedback.models import Adjustment
from punos.programmes.models import Cycle
from punos.work import Work


def of_cycle(cycle: Cycle) -> Select[Any]:
    """What was heard in the cycle, and of its programme apart from any cycle."""
    return select(Adjustment).where(
        Adjustment.programme_id == cycle.programme_id,
        or_(Adjustment.cycle_id == cycle.id, Adjustment.cycle_id.is_(None)),
    )


def adjustment_of(work: Work, cycle: Cycle, adjustment_id: UUID) -> Adjustment:
    """One of them. Raises Absent."""
    query = of_cycle(cycle).where(Adjustment.id == adjustment_id)
    found: Adjustment | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def write_adjustment(
    work: Work, cycle: Cycle, said: Mapping[str, Any], adjustment_id: UUID | None = None
) -> Adjustment:
    """Write down what was heard, or change what stands there. `said` is a loaded AdjustmentForm."""
    if adjustment_id is None:
        row = Adjustment(programme_id=cycle.programme_id, cycle_id=cycle.id)
        work.session.add(row)
    else:
        row = _held(work, cycle, adjustment_id)
    for name, value in said.items():
        setattr(row, name, value)
    row.recorded_at, row.recorded_by = clock.now(), work.account_id
    work.session.flush()
    audit(work, "adjustment.written", "adjustment", row.id)
    return row


def _held(work: Work, cycle: Cycle, adjustment_id: UUID) -> Adjustment:
    adjustment_of(work, cycle, adjustment_id)
    row = lock_row(work.session, Adjustment, adjustment_id)
    if row is None:
        raise Absent
    return row


def drop_adjustment(work: Work, cycle: Cycle, adjustment_id: UUID) -> None:
    """Take out what was written by mistake. Raises Absent."""
    work.session.delete(adjustment_of(work, cycle, adjustment_id))
    audit(work, "adjustment.dropped", "adjustment", adjustment_id)
