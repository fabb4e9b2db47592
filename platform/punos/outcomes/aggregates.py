"""What is known of earlier years, in which nobody was recorded one by one: figures with their basis."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once, lock_row
from punos.errors import Absent
from punos.outcomes.models import OutcomeAggregate
from punos.programmes.models import Programme
from punos.work import Work


def aggregates_of(
    work: Work, programme_id: UUID, year: int | None = None
) -> Sequence[OutcomeAggregate]:
    """A programme's figures of earlier years, the newest year first: one statement."""
    query = select(OutcomeAggregate).where(OutcomeAggregate.programme_id == programme_id)
    if year is not None:
        query = query.where(OutcomeAggregate.year == year)
    order = OutcomeAggregate.year.desc(), OutcomeAggregate.measure
    return work.session.scalars(query.order_by(*order)).all()


def keep_aggregate(
    work: Work,
    programme: Programme,
    *,
    year: int,
    measure: str,
    people: int,
    of_people: int,
    basis: str,
    note: str | None = None,
) -> OutcomeAggregate:
    """Write down a figure; the one of the same year and measure is changed."""
    key = {"programme_id": programme.id, "year": year, "measure": measure}
    said = {"people": people, "of_people": of_people, "basis": basis, "note": note}
    mark = {"recorded_at": clock.now(), "recorded_by": work.account_id}
    insert_once(work.session, OutcomeAggregate, **key, **said, **mark)
    query = select(OutcomeAggregate).filter_by(**key).with_for_update()
    row = work.session.scalars(query).one()
    for name, value in {**said, **mark}.items():
        setattr(row, name, value)
    audit(work, "outcome.aggregate_kept", "outcome_aggregate", row.id, [measure])
    return row


def remove_aggregate(work: Work, programme: Programme, aggregate_id: UUID) -> OutcomeAggregate:
    """Take a programme's figure out. Raises Absent."""
    row = lock_row(work.session, OutcomeAggregate, aggregate_id)
    if row is None or row.programme_id != programme.id:
        raise Absent
    work.session.delete(row)
    audit(work, "outcome.aggregate_removed", "outcome_aggregate", row.id, [row.measure])
    return row
