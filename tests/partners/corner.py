"""What the sweeps' world has of partners: one that takes part and is invited to a meeting."""

from __future__ import annotations

from punos import clock
from punos.partners.models import MeetingPartner, Partner
from punos.partners.service import add_partner, take_part
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A partner of the cycle; whoever sees the association sees it, and nobody's unit it is."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        partner = add_partner(
            work,
            f"Kumppani {world.canary}",
            contact_name="Päivi Kumppani",
            contact_email="partner@people.example.org",
        )
        part = take_part(work, cycle, partner, "organiser")
        _at_meeting(work, world, partner)
        return {"partner_id": str(partner.id), "part_id": str(part.id)}


def grow(world: World, count: int) -> None:
    """So many more partners of the cycle, all of them at its meeting."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        more = [add_partner(work, f"Kasvu {number}") for number in range(min(count, 100))]
        for partner in more:
            take_part(work, cycle, partner, "place")
            _at_meeting(work, world, partner)


def _at_meeting(work: Work, world: World, partner: Partner) -> None:
    meeting_id = world.ids["meeting_id"]
    row = MeetingPartner(meeting_id=meeting_id, partner_id=partner.id, invited_at=clock.now())
    work.session.add(row)
