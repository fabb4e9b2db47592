"""What the sweeps' world has of feedback: an adjustment, a quote that is asked for, a planned talk."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.feedback.models import Adjustment, FollowUpInterview, Quote
from punos.programmes.service import cycle_by_slug
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """One of each; words and talk are those of whoever waits in the second unit."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        query = select(Enrolment).where(Enrolment.id == world.people["waiting"])
        waiting = work.session.scalars(query).one()
        heard = Adjustment(
            programme_id=cycle.programme_id,
            cycle_id=cycle.id,
            source="survey",
            heard_on=clock.today(),
            heard=f"Palaute {world.canary}",
            recorded_at=clock.now(),
        )
        talk = _talk(waiting, f"OdottavaHelmi {world.canary}")
        quote = _quote(waiting, f"OdottavaHelmi {world.canary}")
        work.session.add_all([heard, talk, quote])
        work.session.flush()
        world.subjects["quote"] = ("quote", quote.id, waiting.person_id)
        return {
            "adjustment_id": str(heard.id),
            "follow_up_id": str(talk.id),
            "quote_id": str(quote.id),
        }


def grow(world: World, count: int) -> None:
    """So many more of each."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        query = select(Enrolment).where(Enrolment.cycle_id == cycle.id).limit(count)
        for one in work.session.scalars(query).all():
            work.session.add_all([_talk(one, "Meni hyvin"), _quote(one, "Kiitos")])


def _talk(enrolment: Enrolment, summary: str) -> FollowUpInterview:
    return FollowUpInterview(
        enrolment_id=enrolment.id,
        moment="exit",
        planned_on=clock.today(),
        state="planned",
        summary=summary,
    )


def _quote(enrolment: Enrolment, text: str) -> Quote:
    return Quote(
        enrolment_id=enrolment.id, text=text, language="fi", state="asked", asked_at=clock.now()
    )
