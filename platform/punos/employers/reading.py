"""The register as its readers see it.

A workplace is seen by everybody who keeps the register: it is the association's, and partners help to
fill it. Who answers there, and what is good to know, only by those who see the unit that found it.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.access import scope
from punos.db import points_at
from punos.employers.models import Employer, EmployerContact
from punos.errors import Absent
from punos.units.models import Unit
from punos.units.service import units
from punos.work import Work

MANAGE = "employers.manage"


def employer_by_id(work: Work, employer_id: UUID) -> Employer:
    """One of the register. Raises Absent."""
    query = select(Employer).where(Employer.id == employer_id).options(joinedload(Employer.unit))
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def own_employer(work: Work, employer_id: UUID) -> Employer:
    """One that the reader may change. Raises Absent."""
    query = select(Employer).where(Employer.id == employer_id).options(joinedload(Employer.unit))
    found = work.session.scalars(scope(work.actor, query, Employer, MANAGE)).one_or_none()
    if found is None:
        raise Absent
    return found


def contact_by_id(work: Work, contact_id: UUID) -> tuple[Employer, EmployerContact]:
    """Somebody who answers at an employer that the reader may change. Raises Absent."""
    query = (
        select(Employer, EmployerContact)
        .join(EmployerContact, points_at(EmployerContact.employer_id, Employer))
        .where(EmployerContact.id == contact_id)
    )
    row = work.session.execute(scope(work.actor, query, Employer, MANAGE)).one_or_none()
    if row is None:
        raise Absent
    return row[0], row[1]


def is_own(work: Work, employer: Employer) -> bool:
    """Whether the reader sees who answers there, and may change it."""
    limits = work.actor.units(MANAGE)
    return limits is None or employer.unit_id in limits


def own_units(work: Work) -> list[Unit]:
    """The units for which the reader may add employers."""
    limits = work.actor.units(MANAGE)
    return [one for one in units(work) if limits is None or one.id in limits]
