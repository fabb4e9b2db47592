"""Talks about how it went, planned for everybody of a role at a moment, and what they came to."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from punos import clock
from punos.access import scope
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.feedback.models import FollowUpInterview
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work

RECORD = "outcomes.record"


def interviews_in(work: Work, cycle: Cycle) -> Select[Any]:
    """The talks of a cycle with whom they are, as far as the actor sees them."""
    query: Any = (
        select(FollowUpInterview, Enrolment.role, Person)
        .join(Enrolment, points_at(FollowUpInterview.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id)
    )
    return scope(work.actor, query, Enrolment, RECORD)


def due() -> Any:
    """The condition of those whose day has come."""
    return (FollowUpInterview.state == "planned") & (FollowUpInterview.planned_on <= clock.today())


def plan_interviews(
    work: Work,
    cycle: Cycle,
    role: str,
    moment: str,
    planned_on: date,
    *,
    host_id: UUID | None,
    material_id: UUID | None = None,
) -> int:
    """Plan a talk with everybody of a role who took part and has none at this moment; gives how many."""
    planned = exists().where(
        points_at(FollowUpInterview.enrolment_id, Enrolment),
        FollowUpInterview.moment == moment,
        FollowUpInterview.state != "cancelled",
    )
    query = select(Enrolment.id).where(
        Enrolment.cycle_id == cycle.id,
        Enrolment.role == role,
        Enrolment.state.in_(("active", "ended")),
        ~planned,
    )
    people = list(work.session.scalars(scope(work.actor, query, Enrolment, RECORD)))
    for enrolment_id in people:
        row = FollowUpInterview(
            enrolment_id=enrolment_id,
            moment=moment,
            planned_on=planned_on,
            host_id=host_id,
            material_id=material_id,
            state="planned",
        )
        work.session.add(row)
        work.session.flush()
        audit(work, "follow_up.planned", "follow_up", row.id)
    return len(people)


def interview_of(work: Work, interview_id: UUID) -> Any:
    """One of them with its role and person. Raises Absent."""
    query: Any = (
        select(FollowUpInterview, Enrolment.role, Person, Cycle)
        .join(Enrolment, points_at(FollowUpInterview.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .where(FollowUpInterview.id == interview_id)
    )
    found = work.session.execute(scope(work.actor, query, Enrolment, RECORD)).one_or_none()
    if found is None:
        raise Absent
    return found


def write_down(
    work: Work, interview_id: UUID, *, held_on: date, summary: str | None
) -> FollowUpInterview:
    """It was held, and this is what it came to. Raises Absent."""
    row = _held(work, interview_id)
    row.state, row.held_on, row.summary, row.written_at = "held", held_on, summary, clock.now()
    return _audited(work, row)


def put_off(work: Work, interview_id: UUID, state: str) -> FollowUpInterview:
    """They did not come, it is not held at all, or it is planned again. Raises Absent."""
    if state not in ("planned", "missed", "cancelled"):
        raise Absent
    row = _held(work, interview_id)
    row.state = state
    if state == "planned":
        row.held_on = None
    return _audited(work, row)


def _held(work: Work, interview_id: UUID) -> FollowUpInterview:
    interview_of(work, interview_id)
    row = lock_row(work.session, FollowUpInterview, interview_id)
    if row is None:
        raise Absent
    return row


def _audited(work: Work, row: FollowUpInterview) -> FollowUpInterview:
    work.session.flush()
    audit(work, f"follow_up.{row.state}", "follow_up", row.id)
    return row
