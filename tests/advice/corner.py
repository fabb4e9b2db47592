"""What the sweeps' world has of advice: a session with the mentee of the second unit."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.advice.service import add_advice
from punos.enrolments.models import Enrolment
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A session by somebody whose name is the unit's own."""
    with world.association.work() as work:
        advice = add_advice(
            work,
            _advised(work, world),
            "cv",
            held_on=clock.today(),
            minutes=45,
            adviser=f"ToinenNeuvoja {world.canary}",
        )
        return {"advice_id": str(advice.id)}


def grow(world: World, count: int) -> None:
    """So many more sessions with her."""
    with world.association.work() as work:
        advised = _advised(work, world)
        for _ in range(count):
            add_advice(work, advised, "career", held_on=clock.today(), minutes=30, adviser="Kasvu")


def _advised(work: Work, world: World) -> Enrolment:
    query = select(Enrolment).where(Enrolment.id == world.ids["enrolment_id"])
    return work.session.scalars(query).one()
