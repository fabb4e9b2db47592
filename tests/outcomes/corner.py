"""What the sweeps' world has of outcomes: evidence, what waits to be taken over, an earlier year."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.files.service import store
from punos.outcomes.aggregates import keep_aggregate
from punos.outcomes.reporting import self_reported
from punos.outcomes.service import record_outcome
from punos.programmes.service import cycle_by_slug
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """All of it is about the mentee of the second unit."""
    with world.association.work() as work:
        query = select(Enrolment).where(Enrolment.id == world.ids["enrolment_id"])
        enrolment = work.session.scalars(query).one()
        letter = store(work, "letter.txt", "text/plain", world.canary.encode(), "outcome_evidence")
        work.session.flush()
        today = clock.today()
        outcome = record_outcome(
            work, enrolment, "E1", moment="exit", happened_on=today, evidence_id=letter.id
        )
        self_reported(work, enrolment, "B3", "exit", today)
        aggregate = keep_aggregate(
            work,
            cycle_by_slug(work, world.slug).programme,
            year=2019,
            measure="third_1",
            people=7,
            of_people=20,
            basis="collected",
            note=f"Vuosi{world.canary}",
        )
        return {"outcome_id": str(outcome.id), "aggregate_id": str(aggregate.id)}


def grow(world: World, count: int) -> None:
    """As many outcomes wait to be taken over as there are people, up to so many."""
    with world.association.work() as work:
        query = select(Enrolment).where(
            Enrolment.cycle_id == world.ids["cycle_id"], Enrolment.role == "mentee"
        )
        for enrolment in work.session.scalars(query.limit(count)).all():
            self_reported(work, enrolment, "B2", "exit", clock.today())
