"""What the tests of places share: an association with a camp, people, and how their places stand."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from punos_gatherings.camp import camp_by_id, change_camp, plan_camp
from punos_gatherings.models import Camp, Occasion, Seat
from punos_gatherings.places import Host
from punos_gatherings.seats import accept_offer, give_up, take_seat
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.mail.models import Mail
from punos.meetings.models import Meeting
from punos.meetings.planning import plan_meeting
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.support.tenants import Association

FIRST_DAY = timedelta(days=30)


def cycle(association: Association) -> str:
    """A cycle of gatherings that lasts 120 days from today."""
    return association.cycle(model="gatherings", settings={})


def camp(association: Association, slug: str, *, places: int = 2, **values: Any) -> UUID:
    """A camp of three days, a month from now, for which registration is open."""
    today = clock.today()
    planned = {
        "names": {"en": f"Camp {association.canary}"},
        "place": "Ruissalo",
        "first_on": today + FIRST_DAY,
        "last_on": today + FIRST_DAY + timedelta(days=2),
        "register_from": today,
        "register_until": today + timedelta(days=20),
        "places": places,
        **values,
    }
    with association.work() as work:
        return plan_camp(work, cycle_by_slug(work, slug), **planned).id


def meeting(association: Association, slug: str, *, capacity: int | None, days: int = 10) -> UUID:
    """A meeting of the cycle with so many places."""
    begins = datetime.combine(clock.today() + timedelta(days=days), time(14))
    with association.work() as work:
        planned = plan_meeting(
            work,
            cycle_by_slug(work, slug).programme,
            kind="event",
            local_start=begins,
            minutes=120,
        )
        work.session.add(Occasion(meeting_id=planned.id, names={}, capacity=capacity))
        return planned.id


def people(association: Association, slug: str, number: int) -> list[UUID]:
    """So many who take part."""
    return [association.enrol(slug, "participant", state="taking_part") for _ in range(number)]


def host(work: Work, host_id: UUID) -> Host:
    """The camp or the meeting of this id."""
    found = work.session.scalars(select(Meeting).where(Meeting.id == host_id)).first()
    return found or camp_by_id(work, host_id)


def take(association: Association, host_id: UUID, enrolment_id: UUID) -> UUID:
    """Somebody asks for a place; their seat."""
    with association.work() as work:
        query = select(Enrolment).where(Enrolment.id == enrolment_id)
        return take_seat(work, host(work, host_id), work.session.scalars(query).one()).id


def leave(association: Association, seat_id: UUID) -> None:
    """Somebody gives up."""
    with association.work() as work:
        give_up(work, seat_id)


def accept(association: Association, seat_id: UUID) -> str:
    """Somebody takes what is offered; how their seat stands then."""
    with association.work() as work:
        return accept_offer(work, seat_id).state


def resize(association: Association, camp_id: UUID, **values: Any) -> None:
    """Staff change the camp."""
    with association.work() as work:
        found = camp_by_id(work, camp_id)
        days = {"first_on": found.first_on, "last_on": found.last_on, "note": found.note}
        change_camp(work, found, **(days | values))


def states(association: Association, seats: list[UUID]) -> list[str]:
    """How these seats stand, in their order."""
    with association.work() as work:
        found = {seat.id: seat.state for seat in work.session.scalars(select(Seat))}
    return [found[seat_id] for seat_id in seats]


def in_group(association: Association, camp_id: UUID) -> set[UUID]:
    """Who is a member of the camp's group now."""
    with association.work() as work:
        query = select(Membership.enrolment_id).where(
            Membership.group_id == camp_by_id(work, camp_id).group_id,
            Membership.left_on.is_(None),
        )
        return set(work.session.scalars(query))


def mails(association: Association, kind: str) -> list[Mail]:
    """The mails of this kind, the oldest first."""
    with association.work() as work:
        query = select(Mail).where(Mail.kind == kind).order_by(Mail.id)
        return list(work.session.scalars(query))


def camp_row(association: Association, camp_id: UUID) -> Camp:
    """The camp as it is now."""
    with association.work() as work:
        return camp_by_id(work, camp_id)


def answer(**values: Any) -> dict[str, Any]:
    """What somebody types to register."""
    return {
        "given_name": "Amina",
        "family_name": "Esimerkki",
        "email": "amina@people.example.org",
        "phone": "",
        "service": "yes",
        "diet": "",
        "health": "",
        "other": "",
        "once": str(uuid4()),
        **values,
    }
