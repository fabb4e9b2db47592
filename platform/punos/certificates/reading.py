"""Who may get a certificate, and what stands in one: read once for many people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from punos.access import scope
from punos.certificates.models import Certificate
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.meetings.models import Attendance, Meeting
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.trainings.api import Attended, attended
from punos.work import Work

MANAGE = "groups.manage"
OWN_LANGUAGES = ("fi", "sv", "en")
"""In which certificates are written."""


@dataclass(frozen=True)
class Part:
    """What somebody's part in a cycle came to: days, meetings and minutes, and trainings."""

    enrolment: Enrolment
    meetings: int
    minutes: int
    first: date | None
    last: date | None
    trainings: Sequence[Attended]


def took_part() -> ColumnElement[bool]:
    """In a query over Enrolment: was present at one held meeting at least."""
    return exists(_present(Enrolment.id).with_only_columns(Attendance.id)).correlate(Enrolment)


def eligible(work: Work, cycle: Cycle) -> Select[Any]:
    """Everybody of the cycle who took part, with the certificates they have."""
    newest = (
        select(func.max(Certificate.issued_at))
        .where(points_at(Certificate.enrolment_id, Enrolment))
        .correlate(Enrolment)
        .scalar_subquery()
    )
    languages = (
        select(func.array_agg(Certificate.language))
        .where(points_at(Certificate.enrolment_id, Enrolment), Certificate.file_id.is_not(None))
        .correlate(Enrolment)
        .scalar_subquery()
    )
    query: Any = (
        select(
            Enrolment.id,
            Enrolment.role,
            Person,
            newest.label("issued_at"),
            languages.label("languages"),
        )
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id, Person.erased_at.is_(None), took_part())
    )
    return scope(work.actor, query, Enrolment, MANAGE)


def parts_of(work: Work, enrolment_ids: Sequence[UUID]) -> Mapping[UUID, Part]:
    """What each of these came to: three statements, however many are asked for."""
    query = (
        select(Enrolment)
        .where(Enrolment.id.in_(enrolment_ids))
        .options(
            joinedload(Enrolment.person), joinedload(Enrolment.cycle).joinedload(Cycle.programme)
        )
    )
    people = {one.id: one for one in work.session.scalars(query)}
    sums = _sums(work, enrolment_ids)
    trained = attended(work, list(enrolment_ids))
    nothing = (0, 0, None, None)
    return {
        key: Part(one, *sums.get(key, nothing), trained.get(key, [])) for key, one in people.items()
    }


def _sums(
    work: Work, enrolment_ids: Sequence[UUID]
) -> dict[UUID, tuple[int, int, date | None, date | None]]:
    """Meetings of groups and of the cycle; trainings are told by themselves."""
    day = func.date(Meeting.local_start)
    query = (
        select(
            Attendance.enrolment_id,
            func.count(Meeting.id),
            func.sum(Meeting.minutes),
            func.min(day),
            func.max(day),
        )
        .join(Meeting, points_at(Attendance.meeting_id, Meeting))
        .where(
            Attendance.enrolment_id.in_(enrolment_ids),
            Attendance.state == "present",
            Meeting.state == "held",
            Meeting.programme_id.is_(None),
        )
        .group_by(Attendance.enrolment_id)
    )
    return {
        key: (count, minutes, first, last)
        for key, count, minutes, first, last in work.session.execute(query)
    }


def _present(enrolment_id: Any) -> Select[Any]:
    return (
        select(Attendance.id)
        .join(Meeting, points_at(Attendance.meeting_id, Meeting))
        .where(
            Attendance.enrolment_id == enrolment_id,
            Attendance.state == "present",
            Meeting.state == "held",
        )
    )
