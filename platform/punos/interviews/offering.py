"""Verbs about the times that are offered, and asking applicants to choose one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos import clock
from punos.accounts.models import Account
from punos.audit.service import record as audit
from punos.clock import DEFAULT_ZONE
from punos.db import insert_once, lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.i18n import _staff
from punos.ids import new_id
from punos.interviews.mails import ASK, ask_to_choose
from punos.interviews.models import InterviewSlot
from punos.interviews.reading import local_now
from punos.mail.models import Mail
from punos.mail.service import is_one_address
from punos.programmes.models import Cycle
from punos.work import Work

ASKED_AGAIN = timedelta(hours=24)
"""Nobody is asked twice within this time: a button may be pressed twice, and by two of the staff."""
MOST_ASKED = 200


def starts_between(
    day: date, first: time, until: time, minutes: int, pause: int, zone: str = DEFAULT_ZONE
) -> list[datetime]:
    """The beginnings of interviews on a day, as wall time: those that end by `until`.

    An hour that summer time leaves out has none.
    """
    length, step = timedelta(minutes=minutes), timedelta(minutes=minutes + pause)
    at, last, found = datetime.combine(day, first), datetime.combine(day, until), []
    while at + length <= last:
        if is_on_the_clock(at, zone):
            found.append(at)
        at += step
    return found


def is_on_the_clock(local: datetime, zone: str) -> bool:
    """Whether the clock there ever shows this time: summer time leaves an hour out."""
    there = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    return there.replace(tzinfo=None) == local


def offer(
    work: Work,
    cycle: Cycle,
    *,
    host_id: UUID,
    starts: Sequence[datetime],
    minutes: int,
    place: str,
    role: str | None = None,
    unit_id: UUID | None = None,
) -> int:
    """Offer times at which this account interviews; gives how many are new.

    A time at which they already have one is passed over, so that the same form sent twice offers
    once. Raises Refused for a cycle that is closed and when all of it has passed.
    """
    if cycle.state == "closed":
        raise Refused(_staff("The cycle is closed."))
    ahead = [start for start in starts if start > local_now()]
    if not ahead:
        raise Refused(_staff("These times have passed. Choose a later day."))
    length = timedelta(minutes=minutes)
    # Held, so that no time of theirs is moved here meanwhile.
    lock_row(work.session, Account, host_id)
    taken = busy(work, host_id, ahead[0].date())
    free = [at for at in ahead if not any(at < end and begin < at + length for begin, end in taken)]
    made = [_add(work, cycle, host_id, at, minutes, place, role, unit_id) for at in free]
    return sum(made)


def _add(
    work: Work,
    cycle: Cycle,
    host_id: UUID,
    start: datetime,
    minutes: int,
    place: str,
    role: str | None,
    unit_id: UUID | None,
) -> bool:
    slot_id = new_id()
    new = insert_once(
        work.session,
        InterviewSlot,
        id=slot_id,
        cycle_id=cycle.id,
        host_id=host_id,
        unit_id=unit_id,
        role=role,
        local_start=start,
        zone=DEFAULT_ZONE,
        minutes=minutes,
        place=place,
        state="open",
        revision=0,
    )
    if new:
        audit(work, "interview.offered", "interview_slot", slot_id)
    return new


def busy(
    work: Work, host_id: UUID, day: date, *, besides: UUID | None = None
) -> list[tuple[datetime, datetime]]:
    """When this account interviews on a day: (beginning, end), without the slot `besides`."""
    query = select(InterviewSlot.local_start, InterviewSlot.minutes).where(
        InterviewSlot.host_id == host_id,
        InterviewSlot.state != "withdrawn",
        InterviewSlot.local_start >= datetime.combine(day, time.min),
        InterviewSlot.local_start < datetime.combine(day + timedelta(days=1), time.min),
    )
    if besides is not None:
        query = query.where(InterviewSlot.id != besides)
    return [(at, at + timedelta(minutes=long)) for at, long in work.session.execute(query)]


def can_be_asked(enrolment: Enrolment) -> bool:
    """Whether a mail can go to what is on record: that may be no address, or two."""
    return is_one_address(enrolment.person.email or "")


def ask(work: Work, enrolments: Sequence[Enrolment]) -> int:
    """Mail these applicants that they may choose a time; gives how many got it.

    Left out are those without an address to which a mail can go, and whoever was asked within the
    last day.
    """
    people = [one.person_id for one in enrolments]
    query = select(Mail.person_id).where(
        Mail.kind == ASK,
        Mail.person_id.in_(people),
        Mail.created_at > clock.now() - ASKED_AGAIN,
    )
    asked = set(work.session.scalars(query))
    to_ask = [one for one in enrolments if one.person_id not in asked and can_be_asked(one)]
    for enrolment in to_ask:
        ask_to_choose(work, enrolment)
        audit(work, "interview.asked", "enrolment", enrolment.id)
    return len(to_ask)
