"""What people need at a camp: sensitive, so it is kept apart, for a short time, and never copied.

It stands in no list, export, event, audit row or mail. Whoever may read it does so on one page, and
that is written down. It is kept for those alone who have a place, and erased when the person takes
it back or gives up the place, and for everybody some days after the camp.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from punos.plugin import (
    Absent,
    Enrolment,
    Event,
    Person,
    Refused,
    Work,
    clock,
    decide_consent,
    format_date,
    has_consented,
    lock_row,
    points_at,
    read_page,
    record_audit,
)
from punos_gatherings.models import Camp, Need, Seat
from punos_gatherings.texts import _, _l, _staff, _staff_n

PURPOSE = "camp_needs"
"""The purpose of the consent that needs rest on."""
CONSENT_TEXT = _l(
    "I agree that the association keeps what I have written here about my needs, so that the people "
    "who arrange the camp can prepare for it, and erases it after the camp."
)
FIELDS = ("diet", "health", "other")
_AT_ONCE = 20


@dataclass(frozen=True)
class Told:
    """What one person needs."""

    person: Person
    need: Need


def tell_needs(work: Work, seat_id: UUID, *, diet: str, health: str, other: str) -> None:
    """Keep what somebody needs, in place of what was told before, with their consent to it.

    Raises Absent for a seat that is at no camp, Refused without a place and after the camp.
    """
    camp, seat = _held(work, seat_id)
    if not may_tell(camp, seat):
        raise Refused(
            _("You can tell us what you need once you have a place, until the camp ends.")
        )
    need = _need_of(work, seat_id) or Need(camp_id=camp.id, seat_id=seat_id)
    need.diet, need.health, need.other = diet, health, other
    need.told_at = clock.now()
    work.session.add(need)
    _decide(work, seat, given=True)
    record_audit(work, "gatherings.needs_told", "gatherings_seat", seat_id, FIELDS)


def may_tell(camp: Camp, seat: Seat) -> bool:
    """Whether needs can be told: with a place, until the last day of a camp that takes place."""
    ahead = clock.today() <= camp.last_on and camp.group.state == "active"
    return ahead and seat.state == "taken"


def take_back_needs(work: Work, seat_id: UUID) -> None:
    """The person takes the consent back: what they told is erased at once. Again changes nothing."""
    _camp, seat = _held(work, seat_id)
    forget_needs(work, [seat_id])
    _decide(work, seat, given=False)
    record_audit(work, "gatherings.needs_taken_back", "gatherings_seat", seat_id)


def forget_needs(work: Work, seat_ids: Sequence[UUID]) -> None:
    """Erase what was told for these places."""
    work.session.execute(delete(Need).where(Need.seat_id.in_(seat_ids)))


def told_at(work: Work, seat_id: UUID) -> datetime | None:
    """When something was told for this place, if it was.

    What it is, is shown on no page that a link opens: the receipt may have gone to an address that
    was mistyped.
    """
    return work.session.scalars(select(Need.told_at).where(Need.seat_id == seat_id)).one_or_none()


def read_needs(work: Work, camp: Camp) -> list[Told]:
    """What everybody with a place needs, by name; it is written down that it was read."""
    query = (
        select(Person, Need)
        .join(Enrolment, points_at(Enrolment.person_id, Person))
        .join(Seat, points_at(Seat.enrolment_id, Enrolment))
        .join(Need, points_at(Need.seat_id, Seat))
        .where(Need.camp_id == camp.id, Seat.state == "taken")
        .order_by(Person.sort_key, Person.id)
    )
    found = [Told(person, need) for person, need in work.session.execute(query)]
    for told in found:
        read_page(work, told.person.id, "gatherings.needs")
    return found


def erased_on(camp: Camp) -> date:
    """The day on which what people need at this camp is erased."""
    return camp.last_on + timedelta(days=camp.needs_days + 1)


def promise_error(work: Work, camp: Camp, last_on: date, needs_days: int) -> tuple[str, str] | None:
    """Which new value would keep needs longer than was promised, and what to say; None when all is well.

    The day was told to those who told their needs, so it becomes no later while any of it is kept.
    """
    promised = erased_on(camp)
    most = (promised - last_on).days - 1
    if needs_days <= most or not _somebody_told(work, camp):
        return None
    said = _staff(
        "People have told what they need, and were promised that it is erased on %(day)s.",
        day=format_date(promised),
    )
    if most >= 0:
        wanted = _staff_n("Choose at most %(num)s day.", "Choose at most %(num)s days.", most)
        return "needs_days", f"{said} {wanted}"
    end = format_date(promised - timedelta(days=1))
    wanted = _staff("The camp has to end by %(day)s. For later days, plan a new camp.", day=end)
    return "last_on", f"{said} {wanted}"


def erase_needs(work: Work) -> int:
    """Erase what people needed at camps whose days for it have passed; at how many camps.

    Asked once a minute. The audit row says how many there were, and nothing of them.
    """
    query = select(Camp).where(Camp.needs_erased_at.is_(None), Camp.last_on < clock.today())
    camps = work.session.scalars(query.order_by(Camp.last_on, Camp.id)).all()
    due = [camp for camp in camps if erased_on(camp) <= clock.today()][:_AT_ONCE]
    for camp in due:
        _erase(work, camp)
    return len(due)


def follow_consent(work: Work, event: Event) -> None:
    """Whoever takes the consent back, on whatever page, is no longer known to need anything."""
    if event.kind == "consent.withdrawn" and event.data.get("purpose") == PURPOSE:
        own = select(Enrolment.id).where(Enrolment.person_id == event.subject_id)
        seats = select(Seat.id).where(Seat.enrolment_id.in_(own))
        work.session.execute(delete(Need).where(Need.seat_id.in_(seats)))


def _erase(work: Work, camp: Camp) -> None:
    lock_row(work.session, Camp, camp.id)
    told = Need.camp_id == camp.id
    count = work.session.scalar(select(func.count()).select_from(Need).where(told)) or 0
    work.session.execute(delete(Need).where(told))
    camp.needs_erased_at = clock.now()
    record_audit(work, "gatherings.needs_erased", "gatherings_camp", camp.id, [str(count)])


def _held(work: Work, seat_id: UUID) -> tuple[Camp, Seat]:
    """A seat at a camp as it is now, while the camp is held: nobody gives it up meanwhile."""
    query = select(Seat).where(Seat.id == seat_id, Seat.camp_id.is_not(None))
    found = work.session.scalars(query).one_or_none()
    if found is None or found.camp_id is None:
        raise Absent
    camp = lock_row(work.session, Camp, found.camp_id)
    if camp is None:
        raise Absent
    return camp, work.session.scalars(query.execution_options(populate_existing=True)).one()


def _somebody_told(work: Work, camp: Camp) -> bool:
    query = select(Need.id).where(Need.camp_id == camp.id)
    return work.session.scalars(query.limit(1)).first() is not None


def _need_of(work: Work, seat_id: UUID) -> Need | None:
    return work.session.scalars(select(Need).where(Need.seat_id == seat_id)).one_or_none()


def _decide(work: Work, seat: Seat, *, given: bool) -> None:
    person = seat.enrolment.person
    if has_consented(work, person, PURPOSE) == given:
        return
    decide_consent(
        work,
        person,
        PURPOSE,
        given=given,
        text=str(CONSENT_TEXT),
        language=work.language,
        how="own_places",
    )
