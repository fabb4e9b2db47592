"""Interviews of the demo: times that were offered, chosen, and held."""

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.demo.story import noon
from punos.enrolments.models import Enrolment
from punos.interviews.booking import book, mark
from punos.interviews.models import InterviewSlot
from punos.interviews.offering import offer, starts_between
from punos.programmes.models import Cycle
from punos.programmes.service import settings_of
from punos.work import Work

OFFERED_AGO = timedelta(days=6)
DAYS = (-2, 1, 2, 5)
"""On which days from today somebody interviews."""
CHOSEN = 8
PLACES = {"en": "Video meeting", "fi": "Videopuhelu", "sv": "Videosamtal"}


def let_choose(work: Work, host_id: UUID) -> None:
    """This account offers times in each cycle that takes applications and interviews; some are chosen."""
    cycles = work.session.scalars(
        select(Cycle).where(Cycle.state == "open").order_by(Cycle.id)
    ).all()
    for cycle in cycles:
        if "interviews" in (settings := settings_of(work, cycle)):
            with clock.at(noon(clock.today() - OFFERED_AGO)):
                _offer_and_choose(work, cycle, host_id, settings["interviews"]["minutes"])
            _hold(work, cycle)


def _offer_and_choose(work: Work, cycle: Cycle, host_id: UUID, minutes: int) -> None:
    today = clock.today() + OFFERED_AGO
    starts: list[datetime] = []
    for days in DAYS:
        day = today + timedelta(days=days)
        starts += starts_between(day, time(14), time(16, 30), minutes, 15)
    place = PLACES.get(work.settings.languages[0], PLACES["en"])
    offer(work, cycle, host_id=host_id, starts=starts, minutes=minutes, place=place)
    work.session.flush()
    slots = select(InterviewSlot.id).where(InterviewSlot.cycle_id == cycle.id)
    waiting = select(Enrolment).where(
        Enrolment.cycle_id == cycle.id, Enrolment.state == "candidate"
    )
    people = work.session.scalars(waiting.order_by(Enrolment.id).limit(CHOSEN)).all()
    times = work.session.scalars(slots.order_by(InterviewSlot.local_start)).all()
    for enrolment, slot_id in zip(people, times, strict=False):
        book(work, enrolment, slot_id)


def _hold(work: Work, cycle: Cycle) -> None:
    """All but one of those that are over were marked as held; the last one waits for it."""
    over = select(InterviewSlot).where(
        InterviewSlot.cycle_id == cycle.id,
        InterviewSlot.state == "booked",
        InterviewSlot.local_start < datetime.combine(clock.today(), time()),
    )
    for slot in work.session.scalars(over.order_by(InterviewSlot.local_start)).all()[:-1]:
        mark(work, slot, "held")
