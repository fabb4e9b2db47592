"""Letters about dates: what somebody has signed up for, and what has changed since."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos.plugin import Enrolment, Meeting, Work, format_datetime, use_language
from punos_gatherings.letters import send_letter
from punos_gatherings.models import Seat
from punos_gatherings.places import IN_USE
from punos_gatherings.seat_mails import host_name
from punos_gatherings.texts import _, _n

Letter = Callable[[], tuple[str, list[str]]]
"""The subject and the paragraphs, made in the language that is spoken."""


def tell_signed_up(
    work: Work, enrolment: Enrolment, meetings: Sequence[Meeting], seats: Sequence[Seat]
) -> None:
    """The receipt of somebody who signed up; the seats are at these meetings, in their order."""
    with use_language(enrolment.person.language):
        first = host_name(work, meetings[0])
        if len(meetings) > 1:
            subject, said = _("You are signed up: %(name)s", name=first), _several(first, seats)
        elif seats[0].state == "taken":
            subject = _("You have a place: %(name)s", name=first)
            said = [_("You have a place at %(name)s.", name=first)]
        else:
            subject = _("You are on the waiting list: %(name)s", name=first)
            said = [
                _("%(name)s is full. You are on the waiting list.", name=first),
                _("We write to you when a place becomes free."),
            ]
        said.append(_("Here you see your places, and can give up one if you cannot come:"))
        send_letter(work, enrolment, "gatherings.receipt", subject, said)


def tell_not_signed_up(work: Work, enrolment: Enrolment) -> None:
    """Somebody has tried to sign up who cannot do so by themselves any more."""
    with use_language(enrolment.person.language):
        said = [
            _("We could not sign you up by the form. Please answer this mail, or call us."),
            _("Here you see the places that you have:"),
        ]
        send_letter(work, enrolment, "gatherings.receipt", _("About your sign-up"), said)


def tell_moved(work: Work, meeting: Meeting, before: datetime) -> None:
    """The meeting is at another time than those who come have noted down."""

    def letter() -> tuple[str, list[str]]:
        old = format_datetime(before.replace(tzinfo=ZoneInfo(meeting.zone)), meeting.zone)
        new = host_name(work, meeting)
        return _("New time: %(name)s", name=new), [
            _("The meeting of %(time)s has been moved.", time=old),
            _("The new time is %(name)s.", name=new),
            *([_("The place is %(place)s.", place=meeting.place)] if meeting.place else []),
            _("If you cannot come then, please give up your place here:"),
        ]

    _tell_all(work, meeting, "gatherings.moved", letter)


def tell_cancelled(work: Work, meeting: Meeting) -> None:
    """The meeting does not take place."""

    def letter() -> tuple[str, list[str]]:
        name = host_name(work, meeting)
        return _("Cancelled: %(name)s", name=name), [
            _("The meeting %(name)s is cancelled.", name=name),
            _("Here you see your other places:"),
        ]

    _tell_all(work, meeting, "gatherings.cancelled", letter)


def tell_replanned(work: Work, meetings: Sequence[Meeting]) -> None:
    """Some dates have another time or are cancelled: one letter to each person, however many dates."""
    query = select(Seat).where(
        Seat.meeting_id.in_([meeting.id for meeting in meetings]), Seat.state.in_(IN_USE)
    )
    theirs = {seat.enrolment_id: seat.enrolment for seat in work.session.scalars(query)}
    for _id, enrolment in sorted(theirs.items()):
        with use_language(enrolment.person.language):
            said = [
                _(
                    "Some of the meetings that you have signed up for are at a new time or cancelled."
                ),
                _("Here you see what has changed:"),
            ]
            send_letter(
                work, enrolment, "gatherings.replanned", _("Your meetings have changed"), said
            )


def _several(first: str, seats: Sequence[Seat]) -> list[str]:
    waits = sum(seat.state == "waiting" for seat in seats)
    said = [
        _n(
            "You are signed up for %(num)s meeting.",
            "You are signed up for %(num)s meetings.",
            len(seats),
        ),
        _("The next one is %(name)s.", name=first),
    ]
    if waits:
        said.append(
            _n(
                "%(num)s of them is full. There you are on the waiting list.",
                "%(num)s of them are full. There you are on the waiting list.",
                waits,
            )
        )
    return said


def _tell_all(work: Work, meeting: Meeting, kind: str, letter: Letter) -> None:
    query = (
        select(Seat).where(Seat.meeting_id == meeting.id, Seat.state.in_(IN_USE)).order_by(Seat.id)
    )
    for seat in work.session.scalars(query):
        with use_language(seat.enrolment.person.language):
            subject, said = letter()
            send_letter(work, seat.enrolment, kind, subject, said)
