"""Who brought whom: the people of a cycle by the unit that found them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import WITHDRAWN
from punos.groups.models import Membership
from punos.partners.models import Partner
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.texts import Text, pick
from punos.units.models import Unit
from punos.work import Work


class Brought(NamedTuple):
    """How many came in one role by one unit (None: by none), were accepted, and were in a group.

    `partner` names the partner association that the unit stands for.
    """

    unit: Text | None
    partner: str | None
    role: str
    applied: int
    accepted: int
    grouped: int


def brought(work: Work, cycle: Cycle) -> list[Brought]:
    """The people of a cycle by unit and role, of those the reader may see: one statement.

    Nothing when nobody of them has a unit: then everybody came the same way.
    """
    in_group = select(Membership.id).where(points_at(Membership.enrolment_id, Enrolment)).exists()
    took_part = Enrolment.state.in_(("active", "ended")) & (Enrolment.model_state != WITHDRAWN)
    query = (
        select(
            Unit.names,
            Partner.name,
            Enrolment.role,
            func.count(),
            func.count().filter(took_part),
            func.count().filter(in_group),
        )
        .select_from(Enrolment)
        .outerjoin(Unit, points_at(Enrolment.unit_id, Unit))
        .outerjoin(Partner, points_at(Unit.partner_id, Partner))
        .where(Enrolment.cycle_id == cycle.id)
        .group_by(Unit.id, Unit.names, Unit.position, Unit.slug, Partner.name, Enrolment.role)
        .order_by(Unit.position.nulls_last(), Unit.slug, Enrolment.role)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read")).all()
    if not any(names for names, *_rest in rows):
        return []
    roles = model_of(work, cycle).roles
    return [
        Brought(
            pick(names, work.language) if names else None, partner, roles.get(role, role), *counts
        )
        for names, partner, role, *counts in rows
    ]
