"""The section that all pages about outcomes belong to, and what they share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.i18n import _staff
from punos.outcomes.codes import EXIT, MOMENT_LABELS
from punos.outcomes.models import Outcome
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("outcomes", "punos.outcomes")
READ, RECORD = "outcomes.read", "outcomes.record"


def chosen_moment() -> str:
    """The moment that the address names; the end where it names none."""
    wanted = request.values.get("moment", EXIT)
    return wanted if wanted in MOMENT_LABELS else EXIT


def enrolment_of(work: Work, enrolment_id: UUID, permission: str) -> Enrolment:
    """An enrolment with its person and cycle, if the actor may see what became of it. Raises Absent."""
    query = (
        select(Enrolment)
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .options(contains_eager(Enrolment.person), contains_eager(Enrolment.cycle))
        .where(Enrolment.id == enrolment_id)
    )
    found: Enrolment | None = work.session.scalars(
        scope(work.actor, query, Enrolment, permission)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def outcome_of(work: Work, outcome_id: UUID, permission: str) -> Outcome:
    """An observation with its enrolment and person, likewise. Raises Absent."""
    query = (
        with_people()
        .where(Outcome.id == outcome_id)
        .options(contains_eager(Outcome.enrolment).contains_eager(Enrolment.person))
    )
    found: Outcome | None = work.session.scalars(
        scope(work.actor, query, Enrolment, permission)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def with_people() -> Select[Any]:
    """Observations joined with whom they are about."""
    return (
        select(Outcome)
        .join(Enrolment, points_at(Outcome.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
    )


def crumbs(work: Work, cycle: Cycle, *more: Any) -> list[tuple[Any, str | None]]:
    """Where a page about a cycle's outcomes stands."""
    here = [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
    ]
    own = url_for("outcomes.outcomes", slug=cycle.slug) if more else None
    return [*here, (_staff("Outcomes"), own), *((one, None) for one in more)]
