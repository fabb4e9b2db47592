"""What the sweeps meet of mentor teams: a team, a mentee who waits, and a draft in another union."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from punos_mentor_teams.models import Apart
from punos_mentor_teams.service import PROPOSE_JOB
from punos_mentor_teams.teams import bring_together
from sqlalchemy import select

from punos import clock
from punos.groups.models import Group, Membership
from punos.matching.api import ask_proposal, store_draft
from punos.matching.models import Suggestion, Wish
from punos.meetings.service import log_meeting
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.units.models import Unit
from punos.work import Work

from .field import SETTINGS, accept_guidelines, guidelines_row

if TYPE_CHECKING:
    from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """People of both units, named like the others of the world; the arguments of our addresses."""
    association, (first, second) = world.association, world.units
    slug = association.cycle(model="mentor_teams", settings=SETTINGS)
    mentee = association.enrol(slug, "mentee", name="EnsiTiimi", unit_id=first)
    mentor = association.enrol(slug, "mentor", name="EnsiOpas", unit_id=first)
    association.enrol(slug, "mentor", name="EnsiVapaa", unit_id=first)
    seeking = association.enrol(slug, "mentee", name="EnsiEtsija", unit_id=first)
    waiting = association.enrol(slug, "mentee", name="OdottavaTiimi", unit_id=second)
    free = association.enrol(slug, "mentor", name="ToinenOpas", unit_id=second)
    other = association.enrol(slug, "mentor", name="ToinenVapaa", unit_id=second)
    with association.work() as work:
        cycle = cycle_by_slug(work, slug)
        work.session.add(guidelines_row(cycle))
        work.session.flush()
        accept_guidelines(work, (mentee, mentor))
        bring_together(work, cycle, {mentee: [mentor]})
        group = work.session.scalars(select(Group).where(Group.cycle_id == cycle.id)).one()
        start = clock.now().replace(tzinfo=None, second=0, microsecond=0)
        log_meeting(work, group, local_start=start, minutes=90, attendance={mentee: "present"})
        _draft(work, cycle, second, waiting, free)
        now = clock.now()
        one, two = sorted((free, other))
        work.session.add(Apart(cycle_id=cycle.id, one_id=one, other_id=two, created_at=now))
        work.session.add(
            Wish(cycle_id=cycle.id, mentee_id=waiting, mentor_id=other, kind="pin", created_at=now)
        )
        unit = work.session.scalars(select(Unit.slug).where(Unit.id == first)).one()
        return {
            "slug": slug,
            "programme": cycle.programme.slug,
            "unit": unit,
            "enrolment_id": str(seeking),
            "group_id": str(group.id),
            "membership_id": str(_membership(work, mentee)),
        }


def _membership(work: Work, enrolment_id: UUID) -> UUID:
    query = select(Membership.id).where(Membership.enrolment_id == enrolment_id)
    return work.session.scalars(query).one()


def _draft(work: Work, cycle: Cycle, unit_id: UUID, mentee: UUID, mentor: UUID) -> None:
    """A draft as the worker would have stored it."""
    proposal = ask_proposal(work, cycle, PROPOSE_JOB, unit_id=unit_id)
    others = {"mentor": None, "hopes": [], "covered": [], "brings": []}
    suggestion = Suggestion(
        mentee_id=mentee, mentor_id=mentor, score=1.0, reasons=[], fails=[], others=others
    )
    quality = {"none": 0, "one": 1, "two": 0, "count": 1, "value": 0, "parts": []}
    store_draft(work, proposal, [suggestion], [], quality)
