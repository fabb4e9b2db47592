"""Sessions of advice as staff see them, within their units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from punos.access import scope
from punos.advice.models import Advice
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.partners.models import Partner
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work

RECORD = "advice.record"
TAKING_PART = ("active", "ended")
MOST_OFFERED = 500
SHOWN = 100


class Session(NamedTuple):
    """A session, the name of the partner whose adviser it was, and the cycle it belongs to."""

    advice: Advice
    partner: str | None
    cycle_names: dict[str, str]


def advisee(work: Work, enrolment_id: UUID) -> Enrolment:
    """Somebody who takes part and whom the reader may advise. Raises Absent."""
    query = (
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state.in_(TAKING_PART))
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cycle))
    )
    found: Enrolment | None = work.session.scalars(
        scope(work.actor, query, Enrolment, RECORD)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def sessions_of(work: Work, person_id: UUID) -> Sequence[Session]:
    """The newest sessions with one person, in all cycles, that the reader may see."""
    query = (
        select(Advice, Partner.name, Cycle.names)
        .join(Enrolment, points_at(Advice.enrolment_id, Enrolment))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .outerjoin(Partner, points_at(Advice.partner_id, Partner))
        .where(Enrolment.person_id == person_id)
        .order_by(Advice.held_on.desc(), Advice.id.desc())
        .limit(SHOWN)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, RECORD))
    return [Session(*row) for row in rows]


def rows_of(work: Work, cycle: Cycle) -> Select[Any]:
    """Each session of a cycle with the name of the person, of those the reader may see."""
    shown: tuple[Any, ...] = (
        Advice.id,
        Advice.enrolment_id,
        Enrolment.person_id,
        Person.given_name,
        Person.family_name,
        Advice.kind,
        Advice.held_on,
        Advice.minutes,
        Advice.adviser,
        Partner.name.label("partner"),
    )
    query = (
        select(*shown)
        .join(Enrolment, points_at(Advice.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Partner, points_at(Advice.partner_id, Partner))
        .where(Enrolment.cycle_id == cycle.id)
    )
    return scope(work.actor, query, Enrolment, RECORD)


def total_of(work: Work, cycle: Cycle) -> tuple[int, int, int]:
    """Sessions, minutes and people advised in a cycle, of those the reader may see: one statement."""
    query = (
        select(
            func.count(Advice.id),
            func.coalesce(func.sum(Advice.minutes), 0),
            func.count(Advice.enrolment_id.distinct()),
        )
        .join(Enrolment, points_at(Advice.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id)
    )
    sessions, minutes, people = work.session.execute(
        scope(work.actor, query, Enrolment, RECORD)
    ).one()
    return sessions, minutes, people


def offered(work: Work, cycle: Cycle) -> list[tuple[str, str]]:
    """Whom of a cycle the reader may advise, to choose from; of equal names the later are numbered."""
    query = (
        select(Enrolment.id, Person.given_name, Person.family_name)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id, Enrolment.state.in_(TAKING_PART))
        .order_by(Person.sort_key, Enrolment.id)
        .limit(MOST_OFFERED)
    )
    found: list[tuple[str, str]] = []
    met: dict[str, int] = {}
    for key, given, family in work.session.execute(scope(work.actor, query, Enrolment, RECORD)):
        name = f"{given} {family}" if family else given
        met[name] = met.get(name, 0) + 1
        found.append((str(key), name if met[name] == 1 else f"{name} ({met[name]})"))
    return found
