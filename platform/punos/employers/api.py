"""What others may use of employers: the setting of a programme, and who has seen a workplace."""

from __future__ import annotations

from uuid import UUID

from marshmallow import fields
from sqlalchemy import select

from punos.db import points_at
from punos.employers.codes import REQUIREMENTS
from punos.employers.models import EmployerVisit
from punos.enrolments.models import Enrolment
from punos.forms import field_info
from punos.i18n import _staff_l
from punos.programmes.models import Cycle
from punos.work import Work

SETTING = "employer_visit"
"""Under this name a programme's settings say whether visits are part of it."""

__all__ = ["SETTING", "visit_field", "visited"]


def visit_field() -> fields.String:
    """The field of a programme's settings, to be called `employer_visit`: off, recommended, required."""
    return fields.String(
        load_default="off",
        metadata=field_info(
            label=_staff_l("Job shadowing or an interview with an employer"),
            options=REQUIREMENTS,
        ),
    )


def visited(work: Work, cycle: Cycle) -> set[UUID]:
    """The ids of the enrolments of a cycle whose job shadowing or interview was held: one statement."""
    query = (
        select(EmployerVisit.enrolment_id)
        .join(Enrolment, points_at(EmployerVisit.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id, EmployerVisit.state == "held")
        .distinct()
    )
    return set(work.session.scalars(query))
