"""What the sweeps' world has of employers: one that the first unit found, and a visit to it."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.employers.api import SETTING
from punos.employers.models import EmployerContact, EmployerVisit
from punos.employers.service import add_contact, write_down
from punos.enrolments.models import Enrolment
from punos.programmes.service import cycle_by_slug, new_version, settings_of
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """Everybody who keeps the register sees the employer, the unit that found it who answers there."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        settings = {**settings_of(work, cycle), SETTING: "recommended"}
        cycle.version_id = new_version(work, cycle.programme, settings).id
        first = world.units[0]
        employer = write_down(work, f"Testipaja {world.canary}", city="Turku", unit_id=first)
        contact = add_contact(
            work,
            employer,
            name=f"EnsiVastaaja {world.canary}",
            email="answers@employers.example.org",
        )
        mentee = select(Enrolment.id).where(Enrolment.person_id == world.people["mentee"])
        visit = EmployerVisit(
            enrolment_id=work.session.scalars(mentee.order_by(Enrolment.id).limit(1)).one(),
            group_id=world.ids["group_id"],
            employer_id=employer.id,
            kind="shadowing",
            state="planned",
            recorded_at=clock.now(),
        )
        work.session.add(visit)
        work.session.flush()
        return {
            "employer_id": str(employer.id),
            "contact_id": str(contact.id),
            "visit_id": str(visit.id),
        }


def grow(world: World, count: int) -> None:
    """So many more employers, and a visit of one mentee to each of the first."""
    with world.association.work() as work:
        held = select(EmployerVisit.enrolment_id, EmployerVisit.group_id).limit(1)
        enrolment_id, group_id = work.session.execute(held).one()
        first = work.session.scalars(select(EmployerContact.employer_id).limit(1)).one()
        for number in range(count):
            employer = write_down(work, f"Kasvu {number}", city="Turku")
            visit = EmployerVisit(
                enrolment_id=enrolment_id,
                group_id=group_id,
                employer_id=employer.id if number % 2 else first,
                kind="interview",
                state="held",
                visited_on=clock.today(),
                recorded_at=clock.now(),
            )
            work.session.add(visit)
            work.session.add(
                EmployerContact(employer_id=first, name=f"Kasvu {number}", added_at=clock.now())
            )
