"""A tenant with many of everything, made by the product's own verbs in few transactions."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.accounts.service import create_account
from punos.enrolments.models import Enrolment
from punos.enrolments.service import enrol, move
from punos.groups.models import Group
from punos.groups.service import activate_group
from punos.mail.service import queue
from punos.meetings.planning import hold_meeting, plan_meeting
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome
from punos.people.service import add_person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.support.tenants import ANSWERS
from tests.sweeps.world import World, growing


def grow(world: World, count: int) -> None:
    """Add so many of everything that there is at such a tenant.

    Parts add theirs by `grow` or, for the network's desk and a funder, `grow_kind` of their corners.
    """
    if world.kind == "association":
        _grow_cycle(world, count)
    for more in growing(world):
        more(world, count)


def _grow_cycle(world: World, people: int) -> None:
    """Add so many people to the world's cycle, half of them in pairs, and mails, accounts, meetings."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        added = [_person(work, world, cycle, number) for number in range(people)]
        for mentee, mentor in zip(
            added[0 : people // 2 : 2], added[1 : people // 2 : 2], strict=False
        ):
            _pair(work, cycle, mentee, mentor)
        for number in range(people):
            _around(work, world, number)
        _meetings(work, world, people // 10)


def _person(work: Work, world: World, cycle: Cycle, number: int) -> UUID:
    role = ("mentee", "mentor")[number % 2]
    person = add_person(
        work,
        given_name=f"Kasvu{number}",
        family_name=world.canary,
        email=f"kasvu{number}@people.example.org",
        city="Turku",
        language="en",
        unit_id=world.units[number % 2],
    )
    data = {**ANSWERS, "hopes" if role == "mentee" else "offers": ["networks"]}
    if role == "mentor":
        data["capacity"] = 1
    answers = {"pairwise": {"version": 1, "data": data}}
    enrolment = enrol(
        work, cycle, person, role, answers=answers, source="staff", unit_id=person.unit_id
    )
    if number % 5:
        move(work, enrolment.id, "accepted")
    return enrolment.id


def _pair(work: Work, cycle: Cycle, mentee: UUID, mentor: UUID) -> None:
    query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
    pair = list(work.session.scalars(query))
    if all(one.model_state == "accepted" for one in pair):
        activate_group(work, cycle, "pair", pair)
        for one in pair:
            move(work, one.id, "paired")
        record_outcome(work, pair[0], "A1", moment="exit", happened_on=clock.today())


def _around(work: Work, world: World, number: int) -> None:
    address = f"kasvu{number}@people.example.org"
    queue(work, kind="test", to_address=address, subject="Kasvu", body="Kasvu", language="en")
    create_account(work, email=address, name=f"Kasvu {number}", role="mentee")


def _meetings(work: Work, world: World, count: int) -> None:
    group = work.session.get_one(Group, (work.tenant.id, world.ids["group_id"]))
    first = datetime.combine(clock.today() - timedelta(days=90), datetime.min.time())
    for number in range(count):
        start = first + timedelta(days=number)
        log_meeting(work, group, local_start=start, minutes=60, attendance={}, topic="Kasvu")
        common = plan_meeting(
            work, group.cycle, kind="group_meeting", local_start=start, minutes=60
        )
        hold_meeting(work, common.id, {})
