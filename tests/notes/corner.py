"""What the sweeps' world has of notes: one about a person of the second unit."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.notes.service import write_note
from punos.people.models import Person
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A note through an application of the second unit."""
    with world.association.work() as work:
        query = select(Enrolment).where(Enrolment.id == world.ids["enrolment_id"])
        note = write_note(
            work,
            work.session.scalars(query).one(),
            purpose="support",
            text=f"ToinenHelmi {world.canary}",
            noted_on=clock.today(),
        )
        return {"note_id": str(note.id)}


def grow(world: World, count: int) -> None:
    """So many more, about the one person of the world and about others."""
    with world.association.work() as work:
        query = select(Person).order_by(Person.id).limit(count)
        for person in work.session.scalars(query).all():
            _written(work, person)
        here = select(Person).where(Person.id == world.ids["person_id"])
        _written(work, work.session.scalars(here).one())


def _written(work: Work, person: Person) -> None:
    write_note(
        work,
        person,
        purpose="other",
        text="Kasvu",
        noted_on=clock.today(),
        keep_until=clock.today() + timedelta(days=20),
    )
