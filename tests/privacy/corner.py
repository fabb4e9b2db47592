"""What the sweeps' world has of privacy: a request that waits, and a hold."""

from sqlalchemy import select

from punos.people.models import Person
from punos.privacy.requests import ask, hold
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """Both about somebody of the second unit."""
    with world.association.work() as work:
        person = work.session.get_one(Person, (work.tenant.id, world.people["other"]))
        asked = ask(work, person, "access", how="staff")
        hold(work, person, f"ToinenSyy {world.canary}")
        return {"request_id": str(asked.id)}


def grow(world: World, count: int) -> None:
    """So many more that wait."""
    with world.association.work() as work:
        for person in work.session.scalars(select(Person).limit(count)).all():
            ask(work, person, "access", how="staff")
