"""Places at a meeting or a camp: who has one, who waits, and whose turn it is.

Whatever changes a seat holds its host first (of a camp: the cycle before it, since its members come
and go by that), so that the last place goes to one, and an offer is either taken or has ended. After
each change the host is settled: offers that were not answered end, and free places go to those who
wait, by the time at which they asked. So while somebody waits for what can still be given, no place
is free.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    Enrolment,
    Meeting,
    Refused,
    Work,
    add_member,
    clock,
    leave_group,
    lock_cycle,
    lock_enrolment,
    lock_row,
    points_at,
    record_audit,
)
from punos_gatherings.models import Camp, Seat
from punos_gatherings.needs import forget_needs
from punos_gatherings.places import (
    HOLDS,
    IN_USE,
    Host,
    begins,
    capacities,
    host_of,
    is_over,
    places_at,
    takes_people,
)
from punos_gatherings.seat_mails import tell_offer, tell_place
from punos_gatherings.texts import _

_AT_ONCE = 50
_TAKING_PART = ("candidate", "active")


def take_seat(work: Work, host: Host, enrolment: Enrolment) -> Seat:
    """Give somebody a place, or the last one of those who wait when none is free.

    Asking again changes nothing; whoever gave up or let an offer pass, asks anew. Of several hosts
    take the earliest first. Raises Refused when the host lies behind, was cancelled, or when the
    person does not take part any more.
    """
    if isinstance(host, Camp):
        lock_cycle(work, host.cycle_id)
    enrolment = lock_enrolment(work, enrolment.id)
    if enrolment.state not in _TAKING_PART:
        raise Refused(_("You do not take part in this programme any more. Please write to us."))
    host = _held(work, host)
    if not takes_people(host):
        raise Refused(_("You cannot get a place here any more."))
    _settle(work, host)
    seat = _seat_of(work, host, enrolment.id) or _new_seat(host, enrolment)
    if seat.state in IN_USE:
        return seat
    seat.asked_at = clock.now()
    free = places_at(work, [host])[host.id].free
    _enter(work, seat, host, "taken" if free is None or free > 0 else "waiting")
    return seat


def give_up(work: Work, seat_id: UUID) -> Seat:
    """Give up a place, an offer, or one's turn. Giving up again changes nothing.

    What the person needs at the camp is erased at once. Raises Absent, and Refused for what is over.
    """
    host, seat = _held_seat(work, seat_id)
    if is_over(host):
        raise Refused(_("This is over, so there is no place to give up."))
    if seat.state != "given_up":
        _leave(work, host, seat, "given_up")
        _settle(work, host)
    return seat


def give_up_all(work: Work, enrolment: Enrolment) -> None:
    """Whoever leaves the programme gives up every place that lies ahead; all needs are erased."""
    query = select(Seat).where(Seat.enrolment_id == enrolment.id)
    forget_needs(work, [seat.id for seat in work.session.scalars(query)])
    ahead = query.outerjoin(Meeting, points_at(Seat.meeting_id, Meeting)).where(
        Seat.state.in_(IN_USE)
    )
    for seat in work.session.scalars(
        ahead.order_by(Meeting.local_start, Meeting.id, Seat.id)
    ).all():
        if not is_over(host_of(work, seat)):
            give_up(work, seat.id)


def accept_offer(work: Work, seat_id: UUID) -> Seat:
    """Take the place that was offered. Taking it again changes nothing.

    Whoever comes after the offer's end finds the seat `expired`, and the place goes to the next.
    Raises Absent, and Refused when there is no offer.
    """
    host, seat = _held_seat(work, seat_id)
    if seat.state == "offered":
        _settle(work, host)
    if seat.state == "offered":
        _enter(work, seat, host, "taken")
    if seat.state not in ("taken", "expired"):
        raise Refused(_("There is no offer of a place for you now."))
    return seat


def offer_next(work: Work, host: Host) -> None:
    """Let free places go to those who wait: to be called when a host has got more places.

    Of a camp each gets an offer with an end, at a meeting the place itself; both get a mail.
    """
    _settle(work, _held(work, host))


def expire_due(work: Work) -> int:
    """End the offers that were not answered in time, and offer their places to the next.

    Asked once a minute; returns at how many camps.
    """
    query = (
        select(Camp)
        .join(Seat, points_at(Seat.camp_id, Camp))
        .where(Seat.state == "offered", Seat.offer_until <= clock.now())
        .order_by(Camp.cycle_id, Camp.id)
        .limit(_AT_ONCE)
    )
    camps = work.session.scalars(query).unique().all()
    for camp in camps:
        offer_next(work, camp)
    return len(camps)


def _held(work: Work, host: Host) -> Host:
    """The host, read afresh and held against whoever else gives its places."""
    if isinstance(host, Camp):
        lock_cycle(work, host.cycle_id)
    held = lock_row(work.session, type(host), host.id)
    if held is None:
        raise Absent
    return held


def _held_seat(work: Work, seat_id: UUID) -> tuple[Host, Seat]:
    """A seat as it is now, while its host is held."""
    query = select(Seat).where(Seat.id == seat_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    host = _held(work, host_of(work, found))
    return host, work.session.scalars(query.execution_options(populate_existing=True)).one()


def _settle(work: Work, host: Host) -> None:
    """End the offers that were not answered; let free places go to those who wait."""
    given, seats = takes_people(host), _seats(work, host)
    for seat in seats:
        # A camp that was moved may begin before an offer ends, and one that is cancelled has no places.
        if seat.state == "offered" and (not given or _has_lapsed(seat)):
            _leave(work, host, seat, "expired")
        elif seat.state == "waiting" and given and not _takes_part(seat):
            _leave(work, host, seat, "given_up")
    if not given:
        return
    waiting = [seat for seat in seats if seat.state == "waiting"]
    capacity = capacities(work, [host]).get(host.id)
    held = sum(seat.state in HOLDS for seat in seats)
    for seat in waiting if capacity is None else waiting[: max(0, capacity - held)]:
        _give(work, host, seat)


def _has_lapsed(seat: Seat) -> bool:
    """Whether an offer was not answered in time, or is one to somebody who has finished meanwhile."""
    late = seat.offer_until is not None and seat.offer_until <= clock.now()
    return late or not _takes_part(seat)


def _takes_part(seat: Seat) -> bool:
    return seat.enrolment.state in _TAKING_PART


def _give(work: Work, host: Host, seat: Seat) -> None:
    """Let somebody who waited have a place: at a meeting at once, at a camp by an offer."""
    if isinstance(host, Camp):
        until = min(clock.now() + timedelta(hours=host.offer_hours), begins(host))
        _enter(work, seat, host, "offered", until)
        tell_offer(work, host, seat)
    else:
        _enter(work, seat, host, "taken")
        tell_place(work, host, seat)


def _enter(
    work: Work, seat: Seat, host: Host, state: str, offer_until: datetime | None = None
) -> None:
    seat.state, seat.offer_until, seat.changed_at = state, offer_until, clock.now()
    work.session.add(seat)
    work.session.flush()
    record_audit(work, f"gatherings.seat_{state}", "gatherings_seat", seat.id)
    if state == "taken" and isinstance(host, Camp):
        add_member(work, host.group, seat.enrolment)


def _leave(work: Work, host: Host, seat: Seat, state: str) -> None:
    """A seat is given up or its offer has ended; whoever was a member of the camp's group leaves it."""
    had_place = seat.state == "taken"
    _enter(work, seat, host, state)
    forget_needs(work, [seat.id])
    if had_place and isinstance(host, Camp):
        leave_group(work, host.group_id, seat.enrolment_id, "gave_up_place")


def _seats(work: Work, host: Host) -> list[Seat]:
    """All that are in use with whose they are, read afresh, those who asked first before the others."""
    query = (
        select(Seat)
        .options(joinedload(Seat.enrolment))
        .where(_at(host), Seat.state.in_(IN_USE))
        .order_by(Seat.asked_at, Seat.id)
        .execution_options(populate_existing=True)
    )
    return list(work.session.scalars(query))


def _seat_of(work: Work, host: Host, enrolment_id: UUID) -> Seat | None:
    query = select(Seat).where(_at(host), Seat.enrolment_id == enrolment_id)
    return work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _new_seat(host: Host, enrolment: Enrolment) -> Seat:
    return Seat(
        meeting_id=host.id if isinstance(host, Meeting) else None,
        camp_id=host.id if isinstance(host, Camp) else None,
        enrolment_id=enrolment.id,
        state="",
    )


def _at(host: Host) -> ColumnElement[bool]:
    return Seat.camp_id == host.id if isinstance(host, Camp) else Seat.meeting_id == host.id
