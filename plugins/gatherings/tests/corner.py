"""What the sweeps' world has of gatherings: a season, a camp, an event, places, a path to work."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from punos_gatherings.access import CONFIRM_LINK, SEAT_LINK
from punos_gatherings.camp import plan_camp
from punos_gatherings.confirming import SUBJECT
from punos_gatherings.employment import Job, found_work
from punos_gatherings.model import EVENT
from punos_gatherings.needs import tell_needs
from punos_gatherings.occasions import About, plan_occasion
from punos_gatherings.path import add_step
from punos_gatherings.season import Rule, dates_ahead, plan_season
from punos_gatherings.seats import take_seat
from punos_gatherings.sessions import plan_session
from sqlalchemy import select

from punos import clock
from punos.advice.service import add_advice
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.groups.service import add_member
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A cycle in which everything stands; the arguments of the addresses that lead to it."""
    association = world.association
    slug = association.cycle(model="gatherings", settings={"capacity": 12})
    first, second = world.units
    ensi = association.enrol(
        slug, "participant", name="EnsiNainen", state="taking_part", unit_id=first
    )
    toinen = association.enrol(
        slug, "participant", name="ToinenHelmi", state="taking_part", unit_id=second
    )
    association.enrol(slug, "visitor", name="OdottavaHelmi", state="applied", unit_id=second)
    with association.work() as work:
        cycle = cycle_by_slug(work, slug)
        people = {one: _enrolment(work, one) for one in (ensi, toinen)}
        known = {
            **_season(work, cycle, list(people.values())),
            **_camp(work, cycle, people[ensi], people[toinen], world.canary),
            "programme": cycle.programme.slug,
            "cycle_id": cycle.id,
            "enrolment_id": toinen,
            "person_id": people[toinen].person_id,
        }
        world.subjects[SEAT_LINK] = ("enrolment", toinen, people[toinen].person_id)
        known |= _path(work, people[toinen])
        world.subjects[CONFIRM_LINK] = (SUBJECT, known["employment_id"], None)
    plain = {"slug": slug, "role": "participant", "state": "left"}
    return {**plain, **{name: str(value) for name, value in known.items()}}


def _season(work: Work, cycle: Cycle, people: list[Enrolment]) -> dict[str, UUID]:
    """A circle with its dates and two members, and an event with somebody who comes."""
    rule = Rule(
        "FREQ=WEEKLY;INTERVAL=2",
        clock.today() + timedelta(days=3),
        clock.today() + timedelta(days=60),
        time(14),
        180,
        capacity=12,
    )
    season = plan_season(work, cycle, rule)
    meeting = dates_ahead(work, season)[0].meeting
    circle = work.session.scalars(select(Group).where(Group.id == season.group_id)).one()
    for enrolment in people:
        add_member(work, circle, enrolment)
        take_seat(work, meeting, enrolment)
    plan_occasion(
        work,
        cycle,
        kind=EVENT,
        local_start=datetime.combine(clock.today() + timedelta(days=5), time(17)),
        minutes=120,
        theme="cv_clinic",
        about=About(names={"en": "CV clinic"}, capacity=5),
    )
    membership = work.session.scalars(
        select(Membership).where(
            Membership.group_id == circle.id, Membership.enrolment_id == people[-1].id
        )
    ).one()
    return {"meeting_id": meeting.id, "group_id": circle.id, "membership_id": membership.id}


def _camp(
    work: Work, cycle: Cycle, comes: Enrolment, waits: Enrolment, canary: str
) -> dict[str, UUID]:
    """A camp of one place: one has it and has told what she needs, one waits."""
    today = clock.today()
    planned: dict[str, Any] = {
        "names": {"en": f"Camp {canary}"},
        "first_on": today + timedelta(days=30),
        "last_on": today + timedelta(days=32),
        "register_from": today,
        "register_until": today + timedelta(days=20),
        "places": 1,
    }
    camp = plan_camp(work, cycle, **planned)
    session = plan_session(
        work,
        camp,
        {
            "kind": "expert",
            "local_start": datetime.combine(camp.first_on, time(10)),
            "minutes": 60,
            "place": "Sali",
            "names": {"en": "Rights at work"},
            "who": "Outi Esimerkki",
        },
    )
    seat = take_seat(work, camp, comes)
    tell_needs(work, seat.id, diet=f"Tarve{canary}", health="", other="")
    waiting = take_seat(work, camp, waits)
    return {"camp_id": camp.id, "seat_id": waiting.id, "camp_session_id": session.meeting_id}


def _path(work: Work, enrolment: Enrolment) -> dict[str, UUID]:
    """A session of advice, a step, and a job that waits to be confirmed."""
    today = clock.today()
    add_advice(work, enrolment, "cv", held_on=today, minutes=45, adviser="Outi Esimerkki")
    step = add_step(work, enrolment, "interview", happened_on=today)
    job = Job("Leipomo Esimerkki", today, True, "permanent", 37, "contract")
    return {"entry_id": step.id, "employment_id": found_work(work, enrolment, job).id}


def _enrolment(work: Work, enrolment_id: UUID) -> Enrolment:
    return work.session.scalars(select(Enrolment).where(Enrolment.id == enrolment_id)).one()
