"""The demo's camps: one that lies behind, and one that is full, with people who wait, and an offer that
one of them has not answered yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from punos.plugin import Cycle, Enrolment, Work, clock
from punos.plugin.demo import Teller, noon, spoken
from punos_gatherings.camp import plan_camp
from punos_gatherings.demo_words import CAMP_ABOUT, CAMP_NAMES, CAMP_NOTE, NEEDS, SESSIONS
from punos_gatherings.door import Mark, take_marks
from punos_gatherings.models import Camp, Seat
from punos_gatherings.needs import tell_needs
from punos_gatherings.occasions import begins
from punos_gatherings.seats import give_up, take_seat
from punos_gatherings.sessions import plan_session, sessions_of

PLACES, WAITING = 12, 4
OPENED, LATEST = timedelta(days=30), timedelta(days=6)
ROOM_TO_WAIT = timedelta(days=45)
"""The camp lies at least so far ahead, so that people can still register for it."""


def hold_camp(teller: Teller, cycle: Cycle, people: Sequence[Enrolment]) -> None:
    """Plan it, let people register until it is full and beyond, and let one give up."""
    work = teller.work
    with clock.at(noon(clock.today() - OPENED)):
        camp = _planned(work, cycle, first_day(), CAMP_NOTE[spoken(work)])
        _days(work, camp)
    seats = []
    for number, enrolment in enumerate(_who(people)):
        # After the date at which the last of them came in.
        with clock.at(noon(clock.today() - LATEST) + timedelta(hours=7 * number)):
            seats.append(take_seat(work, camp, enrolment))
    _tell_needs(work, seats[:1])
    with clock.at(clock.now() - timedelta(hours=2)):
        give_up(work, seats[PLACES - 1].id)


def remember_camp(teller: Teller, cycle: Cycle, people: Sequence[Enrolment]) -> None:
    """The camp of a season that lies behind: in its last week but one, on a weekend, all of it held."""
    work, first = teller.work, cycle.ends_on - timedelta(days=8)
    with clock.at(noon(first - OPENED)):
        camp = _planned(work, cycle, first)
        _days(work, camp)
    with clock.at(noon(first - timedelta(days=20))):
        there = [take_seat(work, camp, one).enrolment_id for one in _who(people)[:PLACES]]
    for session in sessions_of(work, camp):
        begun = begins(session.meeting) + timedelta(minutes=10)
        with clock.at(begun):
            take_marks(work, session.meeting, [Mark(one, "present", begun) for one in there])


def first_day() -> date:
    """The second Friday of the next June that is far enough ahead."""
    today = clock.today()
    for year in (today.year, today.year + 1):
        june = date(year, 6, 1)
        friday = june + timedelta(days=(4 - june.weekday()) % 7 + 7)
        if friday >= today + ROOM_TO_WAIT:
            return friday
    raise AssertionError("one of two Junes lies ahead")


def _planned(work: Work, cycle: Cycle, first: date, note: str | None = None) -> Camp:
    return plan_camp(
        work,
        cycle,
        names=CAMP_NAMES,
        about=CAMP_ABOUT,
        place="Ruissalo, Turku",
        first_on=first,
        last_on=first + timedelta(days=2),
        register_from=clock.today(),
        register_until=first - timedelta(days=14),
        places=PLACES,
        note=note,
    )


def _days(work: Work, camp: Camp) -> None:
    for day, hour, minutes, kind, names, who in SESSIONS:
        start = datetime.combine(camp.first_on + timedelta(days=day), time(hour))
        planned = {"kind": kind, "local_start": start, "minutes": minutes, "names": names}
        plan_session(work, camp, {**planned, "place": None, "who": who})


def _who(people: Sequence[Enrolment]) -> Sequence[Enrolment]:
    """Those with an address, so that a free place can be offered to whoever waits."""
    return [one for one in people if one.person.email][: PLACES + WAITING]


def _tell_needs(work: Work, seats: Sequence[Seat]) -> None:
    diet, health = NEEDS[spoken(work)]
    for seat in seats:
        tell_needs(work, seat.id, diet=diet, health=health, other="")
