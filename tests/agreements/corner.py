"""What the sweeps' world has of agreements: both kinds are published, one is accepted; and an aim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.agreements.models import KINDS, AgreementAcceptance, AgreementVersion
from punos.agreements.service import accept, publish
from punos.enrolments.models import Enrolment
from punos.groups.goals import add_goal
from punos.groups.models import Group, Membership
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, new_version, settings_of
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """The world's cycle asks for both; its mentee has accepted the guidelines and has an aim."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        ask(work, cycle, kinds=list(KINDS))
        texts = dict.fromkeys(work.settings.languages, f"Ohje {world.canary}")
        guidelines, _agreement = (publish(work, cycle.programme, kind, texts) for kind in KINDS)
        query = select(Membership).where(Membership.id == world.memberships["mentee"])
        membership = work.session.scalars(query).one()
        accept(work, membership.enrolment_id, cycle.programme_id, guidelines.id, "en")
        group = work.session.scalars(select(Group).where(Group.id == membership.group_id)).one()
        goal = add_goal(work, group, f"EnsiHelmi {world.canary}", membership.enrolment_id)
        return {"agreement": "guidelines", "goal_id": str(goal.id)}


def grow(world: World, count: int) -> None:
    """More versions, accepted by many."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        people = select(Enrolment.id).where(Enrolment.cycle_id == cycle.id)
        made = [_version(work, cycle, number) for number in range(2, 2 + count // 20)]
        for enrolment_id in work.session.scalars(people).all():
            for version in made[: len(made) // 2]:
                work.session.add(
                    AgreementAcceptance(
                        enrolment_id=enrolment_id,
                        version_id=version.id,
                        language="en",
                        accepted_at=clock.now(),
                    )
                )


def ask(work: Work, cycle: Cycle, **asked: Any) -> None:
    """Let a cycle, though it is open, ask its people to accept something."""
    settings = {**settings_of(work, cycle), "agreements": asked}
    cycle.version_id = new_version(work, cycle.programme, settings).id
    work.session.flush()
    work.session.refresh(cycle)


def _version(work: Work, cycle: Cycle, number: int) -> AgreementVersion:
    made = AgreementVersion(
        programme_id=cycle.programme_id,
        kind="guidelines",
        number=number,
        texts={"en": f"Ohje {number}"},
        published_at=clock.now() - timedelta(days=1),
    )
    work.session.add(made)
    work.session.flush()
    return made
