"""What the sweeps' world has of trainings: one ahead, with places in both units, open to mentees."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import known_state
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.places import sign_up
from punos.trainings.service import Plan, plan_training
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A training of next week, for which the mentees have signed up, and a link to it."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        training = _planned(work, cycle, world.canary, 7)
        wanted = (world.people["mentee"], world.people["other"])
        for enrolment in work.session.scalars(
            select(Enrolment).where(Enrolment.person_id.in_(wanted))
        ).all():
            if known_state(model_of(work, cycle), enrolment).core == "active":
                sign_up(work, training.id, enrolment)
        own = select(Enrolment).where(Enrolment.person_id == world.people["mentee"])
        enrolment = work.session.scalars(own).one()
        world.subjects["training"] = ("enrolment", enrolment.id, enrolment.person_id)
        return {"training_id": str(training.id)}


def grow(world: World, count: int) -> None:
    """So many more trainings, and as many more who have a place at the first."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        first = work.session.scalars(select(Training).order_by(Training.id).limit(1)).one()
        known = set(work.session.scalars(select(TrainingPlace.enrolment_id)))
        query = select(Enrolment).where(Enrolment.cycle_id == cycle.id, Enrolment.state == "active")
        for one in work.session.scalars(query.limit(count + len(known))).all():
            if one.id not in known:
                place = TrainingPlace(
                    training_id=first.id,
                    enrolment_id=one.id,
                    state="signed",
                    signed_at=clock.now(),
                )
                work.session.add(place)
        for number in range(count):
            _planned(work, cycle, f"{world.canary} {number}", 8 + number)


def _planned(work: Work, cycle: Cycle, word: str, days: int) -> Training:
    day = clock.today() + timedelta(days=days)
    plan = Plan(
        titles={"en": f"Koulutus {word}"},
        abouts={"en": f"Aiheena {word}"},
        local_start=datetime.combine(day, time(17)),
        minutes=90,
        place=f"Sali {word}",
        cycles=[cycle.id],
    )
    return plan_training(work, cycle.programme, plan)
