"""What the sweeps' world has of interviews: a time that somebody of the second unit has chosen."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.interviews.booking import book
from punos.interviews.models import InterviewScore, InterviewSlot
from punos.interviews.offering import offer, starts_between
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """Times of a day next week, the first chosen by whoever waits in the second unit, with a sheet."""
    with world.association.work() as work:
        _offered(work, world, 7, 3)
        query = select(Enrolment).where(Enrolment.person_id == _person_of(work, world))
        waiting = work.session.scalars(query).one()
        slot = work.session.scalars(
            select(InterviewSlot).order_by(InterviewSlot.local_start).limit(1)
        ).one()
        book(work, waiting, slot.id)
        work.session.add(_sheet(world, waiting))
        return {"slot_id": str(slot.id)}


def grow(world: World, count: int) -> None:
    """So many more times, some of them chosen, and as many sheets about one applicant."""
    with world.association.work() as work:
        for day in range(8, 8 + -(-count // 20)):
            _offered(work, world, day, 20)
        cycle = cycle_by_slug(work, world.slug)
        free = select(InterviewSlot).where(InterviewSlot.state == "open")
        waiting = select(Enrolment).where(
            Enrolment.cycle_id == cycle.id, Enrolment.state == "candidate"
        )
        taken = set(work.session.scalars(select(InterviewSlot.enrolment_id)))
        people = [one for one in work.session.scalars(waiting) if one.id not in taken]
        for one, slot in zip(people, work.session.scalars(free).all(), strict=False):
            slot.state, slot.enrolment_id, slot.booked_at = "booked", one.id, clock.now()


def _offered(work: Work, world: World, days: int, count: int) -> None:
    day = clock.today() + timedelta(days=days)
    starts = starts_between(day, time(8), time(22), 20, 10)[:count]
    offer(
        work,
        cycle_by_slug(work, world.slug),
        host_id=world.ids["account_id"],
        starts=[datetime.combine(day, start.time()) for start in starts],
        minutes=20,
        place=f"Sali {world.canary}",
    )


def _sheet(world: World, enrolment: Enrolment) -> InterviewScore:
    return InterviewScore(
        enrolment_id=enrolment.id,
        account_id=world.ids["account_id"],
        unit_id=enrolment.unit_id,
        marks={"motivation": 4},
        summary=f"OdottavaHelmi {world.canary}",
        written_at=clock.now(),
    )


def _person_of(work: Work, world: World) -> UUID:
    query = select(Enrolment.person_id).where(Enrolment.id == world.people["waiting"])
    return work.session.scalars(query).one()
