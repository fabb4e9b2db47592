"""Who may claim that a person found work, when two associations of the network have served her.

One of the two may, as was agreed when she was referred, from the day of the acceptance on, however the
consent ends: what was handed over is erased then, but not who was to be paid. The day is the
receiver's, and came back with its yes; so of one day and one person never both may claim.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from punos import clock
from punos.people.models import Person
from punos.referrals.models import ReceivedReferral, Referral
from punos.referrals.recognising import is_same
from punos.work import Work


def may_claim_employment(work: Work, person_id: UUID, on: date) -> bool:
    """Whether this association may claim, from a funder, that the person found work on this day.

    At most three statements.
    """
    given_away = select(Referral.id).where(
        Referral.person_id == person_id,
        Referral.claims == "receiver",
        Referral.accepted_on <= on,
    )
    if work.session.scalars(given_away.limit(1)).first() is not None:
        return False
    return not _came_from_one_that_claims(work, person_id, on)


def _came_from_one_that_claims(work: Work, person_id: UUID, on: date) -> bool:
    """Also of a person whom nobody has told to be the one who was referred, or who was told to be another:
    what she can be reached by is stronger than what the staff of those say who would be paid."""
    query = select(ReceivedReferral).where(
        or_(ReceivedReferral.person_id == person_id, ReceivedReferral.state == "accepted"),
        ReceivedReferral.claims == "sender",
        ReceivedReferral.decided_at < _midnight(on + timedelta(days=1)),
    )
    found = list(work.session.scalars(query))
    if not found or any(one.person_id == person_id for one in found):
        return bool(found)
    person = work.session.get(Person, (work.tenant.id, person_id))
    return person is not None and any(is_same(one, person) for one in found)


def accepted_of_sent(work: Work, first_day: date, last_day: date) -> tuple[int, int]:
    """How many of the referrals that people agreed to on these days were accepted, and of how many."""
    query = select(func.count(Referral.accepted_on), func.count()).where(
        Referral.agreed_at >= _midnight(first_day),
        Referral.agreed_at < _midnight(last_day + timedelta(days=1)),
    )
    accepted, sent = work.session.execute(query).one()
    return accepted, sent


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(clock.DEFAULT_ZONE))
