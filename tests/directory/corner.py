"""What the sweeps' world has of the directory: the mentee of the pair shows her first name."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.directory.models import DirectoryEntry
from punos.directory.service import show
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """She is of the first unit, and only those of her cycle see her."""
    with world.association.work() as work:
        query = select(Membership).where(Membership.id == world.memberships["mentee"])
        show(work, work.session.scalars(query).one().enrolment, ["city"], None)
    return {}


def grow(world: World, count: int) -> None:
    """As many as there are show themselves."""
    with world.association.work() as work:
        there = set(work.session.scalars(select(DirectoryEntry.enrolment_id)))
        people = select(Enrolment.id).where(
            Enrolment.cycle_id == world.ids["cycle_id"], Enrolment.state == "active"
        )
        for key in work.session.scalars(people.limit(count)).all():
            if key not in there:
                work.session.add(
                    DirectoryEntry(enrolment_id=key, shows=["languages"], agreed_at=clock.now())
                )
