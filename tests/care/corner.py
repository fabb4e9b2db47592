"""What the sweeps' world has of care: the first unit's pair rests, and its mentee has said how it goes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from punos import clock
from punos.care.models import FitCheck, GroupPause, Reminder
from punos.groups.models import Group, Membership
from punos.programmes.service import cycle_by_slug
from punos.units.models import Unit
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """An answer that waits for staff, a break, and a reminder."""
    with world.association.work() as work:
        query = select(Membership).where(Membership.id == world.memberships["mentee"])
        mentee = work.session.scalars(query).one()
        group = work.session.scalars(select(Group).where(Group.id == mentee.group_id)).one()
        canary = work.session.scalars(select(Unit.slug).where(Unit.id == group.unit_id)).first()
        check = _say(work, group, mentee, f"EnsiHelmi {world.canary} {canary or ''}".strip())
        today = clock.today()
        work.session.add_all(
            [
                GroupPause(
                    group_id=group.id,
                    from_on=today,
                    until_on=today + timedelta(days=14),
                    reason="away",
                    recorded_at=clock.now(),
                ),
                Reminder(
                    enrolment_id=mentee.enrolment_id,
                    kind="quiet",
                    about=group.id,
                    count=1,
                    sent_at=clock.now(),
                ),
            ]
        )
        return {"check_id": str(check.id)}


def grow(world: World, count: int) -> None:
    """Everybody who is in a group has said how it goes, and many groups rest."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        query = select(Group).where(Group.cycle_id == cycle.id, Group.state == "active")
        groups = {group.id: group for group in work.session.scalars(query.limit(count))}
        said = set(work.session.scalars(select(FitCheck.enrolment_id)))
        members = select(Membership).where(Membership.group_id.in_(groups))
        for one in work.session.scalars(members).all():
            if one.enrolment_id not in said:
                _say(work, groups[one.group_id], one, f"Sana {world.canary}")
        for group in groups.values():
            group.activated_at -= timedelta(days=20)


def _say(work: Work, group: Group, member: Membership, words: str) -> FitCheck:
    made = FitCheck(
        group_id=group.id,
        enrolment_id=member.enrolment_id,
        unit_id=group.unit_id,
        asked_at=clock.now(),
        answer="unsure",
        wants="talk",
        words=words,
        answered_at=clock.now(),
    )
    work.session.add(made)
    work.session.flush()
    return made
