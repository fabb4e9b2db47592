"""What the sweeps' world has of matching: two who are asked first, and what was decided about them."""

from uuid import UUID

from punos import clock
from punos.enrolments.models import Enrolment
from punos.matching.choices import note_choice
from punos.matching.models import MatchAsk, Proposal, Suggestion
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, settings_of
from punos.work import Work
from tests.support.tenants import PAIRWISE_SETTINGS
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A cycle of its own, whose mentee is asked whether she wants to meet a mentor."""
    association = world.association
    second = world.units[1]
    slug = association.cycle(settings={**PAIRWISE_SETTINGS, "ask_first": "mentee"})
    mentee = association.enrol(slug, "mentee", name="ToinenKysytty", unit_id=second)
    mentor = association.enrol(slug, "mentor", name="ToinenEhdotettu", unit_id=second)
    with association.work() as work:
        ask = _asked(work, cycle_by_slug(work, slug), mentee, mentor)
        person = work.session.get_one(Enrolment, (work.tenant.id, mentee)).person_id
    world.subjects["match_answer"] = ("match_ask", ask.id, person)
    return {"asking": slug, "ask": str(ask.id)}


def grow(world: World, count: int) -> None:
    """So many more decisions about the world's own cycle."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        for _ in range(count):
            note_choice(work, cycle.id, "propose")


def _asked(work: Work, cycle: Cycle, mentee: UUID, mentor: UUID) -> MatchAsk:
    proposal = Proposal(
        cycle_id=cycle.id,
        number=1,
        state="published",
        settings=settings_of(work, cycle),
        created_at=clock.now(),
        published_at=clock.now(),
    )
    work.session.add(proposal)
    work.session.flush()
    pair = Suggestion(
        proposal_id=proposal.id,
        mentee_id=mentee,
        mentor_id=mentor,
        position=0,
        score=0.5,
        state="asked",
    )
    work.session.add(pair)
    work.session.flush()
    ask = MatchAsk(
        suggestion_id=pair.id,
        enrolment_id=mentee,
        asked_at=clock.now(),
        answer_by=clock.today(),
    )
    work.session.add(ask)
    note_choice(work, cycle.id, "ask", proposal=proposal)
    work.session.flush()
    return ask
