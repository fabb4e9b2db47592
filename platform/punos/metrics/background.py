"""What figures ask besides of each person of a cycle: columns of the one statement in `reading`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Date, Text, and_, cast, func, literal, null, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH, array
from sqlalchemy.orm import aliased

from punos.access import scope
from punos.db import points_at
from punos.employers.models import EmployerVisit
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.outcomes.models import COUNTS, Outcome
from punos.people.models import Person
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle, Phase
from punos.work import Work

SAID = (
    "occupation",
    "work_situation",
    "seeks_own_field",
    "age_group",
    "gender",
    "education_level",
    "moved",
)
"""Questions of the application whose answers figures use, under whichever section they were asked."""
MATCHING = ("matching", "selection")
"""Kinds of the phase in whose last days pairs are to be found."""
AGAIN_WITHIN = timedelta(days=365)


def said(name: str) -> Any:
    """What somebody answered to a question of the application."""
    path = cast(f"$.*.data.{name}", JSONPATH)
    return func.jsonb_path_query_first(Enrolment.answers, path).op("#>>")(
        cast(array([]), ARRAY(Text))
    )


def visited() -> Any:
    """Whether they were at an employer, to follow a day at work or for an interview."""
    found = select(EmployerVisit.id).where(
        points_at(EmployerVisit.enrolment_id, Enrolment), EmployerVisit.state == "held"
    )
    return found.correlate(Enrolment).exists()


def observed() -> Any:
    """Every outcome that counts, as a list of lists; see `reading.people_rows`."""
    one = func.jsonb_build_array(
        Outcome.moment,
        Outcome.code,
        Outcome.own_field,
        Outcome.occupation,
        Outcome.detail,
        Outcome.happened_on,
        cast(Outcome.recorded_at, Date),
    )
    return (
        select(func.jsonb_agg(one))
        .where(points_at(Outcome.enrolment_id, Enrolment), Outcome.state.in_(COUNTS))
        .correlate(Enrolment)
        .scalar_subquery()
    )


def deadline(cycle: Cycle) -> Any:
    """The last day on which pairs are to be found by the timeline; None where it has no such phase."""
    return (
        select(func.max(Phase.planned_until))
        .where(Phase.cycle_id == cycle.id, Phase.kind.in_(MATCHING))
        .scalar_subquery()
    )


def mentors_again(
    work: Work, cycle: Cycle, model: ProgrammeModel, mentoring: Collection[str]
) -> tuple[Any, Any]:
    """How many mentors of a closed cycle are still there, and how many of them mentor again."""
    if cycle.closed_at is None or not mentoring:
        return null().label("mentors_there"), null().label("mentors_again")
    query = (
        select(func.count(Enrolment.person_id.distinct()))
        .select_from(Membership)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Group, points_at(Membership.group_id, Group))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Group.cycle_id == cycle.id,
            Group.kind.in_(mentoring),
            Enrolment.role.not_in(model.outcome_roles),
            Person.erased_at.is_(None),
        )
        .correlate(None)
    )
    seen = scope(work.actor, query, Enrolment, "cycles.read")
    again = seen.where(_mentors_elsewhere(cycle, model, mentoring))
    return (
        seen.scalar_subquery().label("mentors_there"),
        again.scalar_subquery().label("mentors_again"),
    )


def _mentors_elsewhere(cycle: Cycle, model: ProgrammeModel, mentoring: Collection[str]) -> Any:
    """Somebody began to mentor in another cycle within a year after this one was closed."""
    assert cycle.closed_at is not None  # see mentors_again
    other, group, membership = aliased(Enrolment), aliased(Group), aliased(Membership)
    began = group.activated_at
    within = and_(began > cycle.closed_at, began <= cycle.closed_at + AGAIN_WITHIN)
    return (
        select(literal(1))
        .select_from(membership)
        .join(other, points_at(membership.enrolment_id, other))
        .join(group, points_at(membership.group_id, group))
        .where(
            other.person_id == Enrolment.person_id,
            other.tenant_id == Enrolment.tenant_id,
            other.role.not_in(model.outcome_roles),
            group.cycle_id != cycle.id,
            group.kind.in_(mentoring),
            within,
        )
        .correlate(Enrolment)
        .exists()
    )
