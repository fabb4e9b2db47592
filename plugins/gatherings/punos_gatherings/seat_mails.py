"""Mails to those whose turn has come: a place, or the offer of one. Each in their own language."""

from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos.plugin import (
    Meeting,
    Work,
    format_date,
    format_datetime,
    language,
    pick,
    use_language,
)
from punos_gatherings.letters import send_letter
from punos_gatherings.models import Camp, Occasion, Seat
from punos_gatherings.texts import _


def tell_offer(work: Work, camp: Camp, seat: Seat) -> None:
    """A place at the camp is free for somebody until the end of their offer."""
    with use_language(seat.enrolment.person.language):
        until = format_datetime(seat.offer_until) if seat.offer_until else ""
        send_letter(
            work,
            seat.enrolment,
            "gatherings.offer",
            _("A place is free for you: %(name)s", name=host_name(work, camp)),
            [
                _("A place has become free at %(name)s.", name=host_name(work, camp)),
                _("It is yours if you take it before %(time)s:", time=until),
            ],
            _("After that we offer it to the next person on the waiting list."),
        )


def tell_place(work: Work, meeting: Meeting, seat: Seat) -> None:
    """Somebody who waited has a place at a meeting now."""
    with use_language(seat.enrolment.person.language):
        name = host_name(work, meeting)
        send_letter(
            work,
            seat.enrolment,
            "gatherings.place",
            _("You have a place: %(name)s", name=name),
            [
                _("A place has become free at %(name)s, and it is yours.", name=name),
                _("If you cannot come, please give it up here, so that somebody else gets it:"),
            ],
        )


def tell_cancelled(work: Work, camp: Camp, seat: Seat) -> None:
    """The camp does not take place."""
    with use_language(seat.enrolment.person.language):
        name = host_name(work, camp)
        send_letter(
            work,
            seat.enrolment,
            "gatherings.camp_cancelled",
            _("Cancelled: %(name)s", name=name),
            [
                _("We are sorry: %(name)s does not take place.", name=name),
                _("What you told us about your needs is erased. Here you see your other places:"),
            ],
        )


def host_name(work: Work, host: Meeting | Camp) -> str:
    """What a meeting or a camp is called, with its time, in the language that is spoken."""
    if isinstance(host, Camp):
        return f"{pick(host.names, language())}, {format_date(host.first_on)}"
    query = select(Occasion.names).where(Occasion.meeting_id == host.id)
    names = work.session.scalars(query).first()
    begins = format_datetime(host.local_start.replace(tzinfo=ZoneInfo(host.zone)), host.zone)
    return f"{pick(names, language())}, {begins}" if names else begins
