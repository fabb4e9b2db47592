"""What people say themselves of what became of them: it counts once staff have looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from punos import clock
from punos.access import scope
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.events.service import record as record_event
from punos.outcomes.codes import BY_CODE
from punos.outcomes.models import Outcome
from punos.outcomes.service import withdraw_outcome
from punos.work import Work

SELF_REPORT = "self_report"


def self_reported(
    work: Work,
    enrolment: Enrolment,
    code: str,
    moment: str,
    day: date,
    own_field: bool | None = None,
) -> Outcome:
    """Keep what somebody has told of themselves, a survey's answer say. It waits for staff.

    What they told of the same moment before, and nobody has looked at, is replaced; said again alike it
    stays as it is. Raises KeyError for an unknown code.
    """
    if moment not in BY_CODE[code].moments:
        raise KeyError(moment)
    for earlier in _waiting(work, enrolment, moment):
        if (earlier.code, earlier.own_field) == (code, own_field):
            return earlier
        withdraw_outcome(work, earlier.id, "changed")
    outcome = Outcome(
        enrolment_id=enrolment.id,
        code=code,
        moment=moment,
        happened_on=day,
        source=SELF_REPORT,
        state="reported",
        own_field=own_field,
        recorded_at=clock.now(),
    )
    work.session.add(outcome)
    work.session.flush()
    audit(work, "outcome.reported", "outcome", outcome.id)
    return outcome


def take_back_report(work: Work, enrolment: Enrolment, moment: str) -> None:
    """Somebody's answer now tells no outcome any more: what waits of this moment goes."""
    for earlier in _waiting(work, enrolment, moment):
        withdraw_outcome(work, earlier.id, "changed")


def accept_report(work: Work, outcome_id: UUID) -> Outcome:
    """Staff take over what somebody has said; from now on it counts. Raises Absent when it waits no more."""
    outcome = lock_row(work.session, Outcome, outcome_id)
    if outcome is None or outcome.state in ("withdrawn", "verified"):
        raise Absent
    if outcome.state == "reported":
        outcome.state, outcome.recorded_by = "recorded", work.account_id
        work.session.flush()
        record_event(work, "outcome.recorded", outcome)
        audit(work, "outcome.recorded", "outcome", outcome.id)
    return outcome


def waiting_reports(work: Work, cycle_ids: Iterable[UUID] | None = None) -> ScalarSelect[int]:
    """How many such answers wait, of those whom the actor may record outcomes of."""
    query = (
        select(func.count(Outcome.id))
        .join(Enrolment, points_at(Outcome.enrolment_id, Enrolment))
        .where(Outcome.state == "reported")
    )
    if cycle_ids is not None:
        query = query.where(Enrolment.cycle_id.in_(list(cycle_ids)))
    counted: ScalarSelect[int] = scope(
        work.actor, query, Enrolment, "outcomes.record"
    ).scalar_subquery()
    return counted


def _waiting(work: Work, enrolment: Enrolment, moment: str) -> list[Outcome]:
    query = select(Outcome).where(
        Outcome.enrolment_id == enrolment.id,
        Outcome.moment == moment,
        Outcome.state == "reported",
    )
    return list(work.session.scalars(query.with_for_update()))
