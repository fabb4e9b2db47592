"""Work that somebody has found: recorded by one, confirmed by another.

A job is an outcome of the core with what is known behind it. Whoever recorded it cannot confirm it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    Outcome,
    Person,
    Work,
    lock_row,
    points_at,
    record_outcome,
    revoke_links,
    scope,
    settings_of,
    verify_outcome,
    withdraw_outcome,
)
from punos_gatherings.access import PATH
from punos_gatherings.models import Employment
from punos_gatherings.path import held_cycle

FULL_TIME = 30
"""Hours a week from which work is no part-time work, as the OECD counts (usual hours, main job)."""
STANDS = ("recorded", "verified")
"""States of an outcome that was not taken back."""


@dataclass(frozen=True)
class Job:
    """What is told about a job that somebody has found."""

    employer: str
    starts_on: date
    own_field: bool
    contract: str
    hours_per_week: int
    evidence: str

    @property
    def code(self) -> str:
        """The core's code of the outcome that this is."""
        if not self.own_field:
            return "E1"
        if self.contract == "self_employed":
            return "A3"
        lasting = self.contract == "permanent" and self.hours_per_week >= FULL_TIME
        return "A1" if lasting else "A2"


@dataclass(frozen=True)
class Found:
    """How many people of a cycle have found work: confirmed, waiting for it, and hoped for."""

    confirmed: int
    waiting: int
    target: int


def found_work(work: Work, enrolment: Enrolment, job: Job) -> Employment:
    """Record a job. It counts once a second person has confirmed it. Raises Refused when closed."""
    held_cycle(work, enrolment.cycle_id)
    outcome = record_outcome(
        work,
        enrolment,
        job.code,
        moment="exit",
        happened_on=job.starts_on,
        own_field=job.own_field,
        hours_per_week=job.hours_per_week,
        contract=job.contract,
    )
    found = Employment(
        enrolment_id=enrolment.id,
        outcome_id=outcome.id,
        employer=job.employer,
        evidence=job.evidence,
    )
    work.session.add(found)
    work.session.flush()
    return found


def employment_by_id(work: Work, employment_id: UUID) -> Employment:
    """A job of somebody whose path the reader follows, unless it was taken back. Raises Absent."""
    query = _with_outcome().where(Employment.id == employment_id, Outcome.state.in_(STANDS))
    found: Employment | None = work.session.scalars(
        scope(work.actor, query, Enrolment, PATH)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def jobs_of(work: Work, enrolment: Enrolment) -> Sequence[Employment]:
    """The jobs that somebody has found, the newest first."""
    query = _with_outcome().where(Enrolment.id == enrolment.id, Outcome.state.in_(STANDS))
    return work.session.scalars(query.order_by(Outcome.happened_on.desc(), Outcome.id)).all()


def jobs_query(work: Work, cycle: Cycle) -> Select[Any]:
    """The jobs of a cycle that the reader may see, each with its outcome and its person."""
    query = _with_outcome().where(Enrolment.cycle_id == cycle.id, Outcome.state.in_(STANDS))
    return scope(work.actor, query, Enrolment, PATH)


def confirm(work: Work, employment: Employment) -> None:
    """Confirm a job that somebody else has recorded. Raises Refused for the one who did."""
    held = held_employment(work, employment)
    verify_outcome(work, held.outcome_id)
    end_links(work, held)


def take_back(work: Work, employment: Employment) -> None:
    """It was recorded by mistake. It is kept, marked as withdrawn. Raises Refused when closed."""
    held_cycle(work, employment.enrolment.cycle_id)
    held = held_employment(work, employment)
    withdraw_outcome(work, held.outcome_id)
    end_links(work, held)


def end_links(work: Work, employment: Employment) -> None:
    """No link to confirm this job works any more."""
    revoke_links(work, subject_id=employment.id)


def held_employment(work: Work, employment: Employment) -> Employment:
    """The job and its outcome as they are now, held against whoever else confirms it or asks for it.

    What changes a job holds it before its outcome and its links.
    """
    held = lock_row(work.session, Employment, employment.id)
    if held is None:
        raise Absent
    work.session.refresh(held.outcome)
    return held


def found_in(work: Work, cycle: Cycle) -> Found:
    """How many people of the cycle have found work, of those whom the reader may see."""
    query = select(Cycle.id, *found_columns(work, cycle)).where(Cycle.id == cycle.id)
    row = work.session.execute(query).one()
    return Found(row.confirmed, row.waiting, target_of(work, cycle))


def target_of(work: Work, cycle: Cycle) -> int:
    """How many are meant to find work."""
    target: int = settings_of(work, cycle)["employment_target"]
    return target


def found_columns(work: Work, cycle: Cycle) -> tuple[Any, Any]:
    """`confirmed` and `waiting`: how many people have found work, as columns of a query."""
    sure = func.bool_or(Outcome.state == "verified")
    people = (
        select(Employment.enrolment_id, sure.label("sure"))
        .join(Outcome, points_at(Employment.outcome_id, Outcome))
        .join(Enrolment, points_at(Employment.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id, Outcome.state.in_(STANDS))
        .group_by(Employment.enrolment_id)
    )
    rows = scope(work.actor, people, Enrolment, PATH).subquery()
    confirmed, waiting = (
        select(func.count()).select_from(rows).where(condition).scalar_subquery()
        for condition in (rows.c.sure, ~rows.c.sure)
    )
    return confirmed.label("confirmed"), waiting.label("waiting")


def waiting_in(work: Work, cycle: Cycle) -> Select[Any]:
    """How many jobs wait for something that the reader can do: to be confirmed by her, or, where she
    has recorded them herself, to be sent to a second person.
    """
    recorded_by_me = Outcome.recorded_by == work.account_id
    query = (
        select(func.count(Employment.id))
        .join(Outcome, points_at(Employment.outcome_id, Outcome))
        .join(Enrolment, points_at(Employment.enrolment_id, Enrolment))
        .where(
            Enrolment.cycle_id == cycle.id,
            Outcome.state == "recorded",
            or_(
                Outcome.recorded_by.is_(None),
                ~recorded_by_me,
                and_(recorded_by_me, Employment.asked_at.is_(None)),
            ),
        )
    )
    return scope(work.actor, query, Enrolment, PATH)


def _with_outcome() -> Select[Any]:
    """Jobs with their outcome, enrolment and person read at once."""
    return (
        select(Employment)
        .join(Outcome, points_at(Employment.outcome_id, Outcome))
        .join(Enrolment, points_at(Employment.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .options(
            contains_eager(Employment.outcome),
            contains_eager(Employment.enrolment).contains_eager(Enrolment.person),
        )
    )
