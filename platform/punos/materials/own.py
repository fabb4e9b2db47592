"""Through which of their enrolments somebody reads materials, or signs up for something."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.materials.reading import TAKING_PART
from punos.programmes.models import Cycle
from punos.work import Work

MOST = 3
"""Of how many enrolments of one person materials are gathered: the newest ones."""


def own_enrolments(work: Work, permission: str = "own.materials") -> Sequence[Enrolment]:
    """Those of whoever acts that take part, the newest first; through a link the one it is about."""
    query = scope(work.actor, select(Enrolment), Enrolment, permission)
    query = query.where(Enrolment.state.in_(TAKING_PART)).options(
        joinedload(Enrolment.cycle).joinedload(Cycle.programme)
    )
    if work.actor.kind == "link":
        subject = work.actor.subject_id
        if work.actor.subject_kind == "membership":
            query = query.join(Membership, points_at(Membership.enrolment_id, Enrolment))
            query = query.where(Membership.id == subject)
        else:
            query = query.where(Enrolment.id == subject)
    found: Sequence[Enrolment] = work.session.scalars(
        query.order_by(Enrolment.id.desc()).limit(MOST)
    ).all()
    return found
