"""Mails about trainings, with an entry for the reader's calendar, in their own language.

One event per training, the same as in calendar feeds: what changes moves it along.
"""

from __future__ import annotations

from collections.abc import Sequence

from punos import clock
from punos.accounts.links import issue
from punos.enrolments.mails import link_lifetime
from punos.enrolments.models import Enrolment
from punos.i18n import _, format_date, format_time, language, use_language
from punos.mail.calendar import Entry, calendar_text
from punos.mail.service import greeted, is_one_address, queue
from punos.texts import pick
from punos.trainings.models import Training
from punos.work import Work

PURPOSE = "training"
INVITATION = "training.invitation"


def when_of(training: Training) -> str:
    """Its day and time in words, in the language spoken."""
    start = training.meeting.local_start
    day, time = format_date(start, "full"), format_time(start.time())
    return str(_("%(day)s at %(time)s", day=day, time=time))


def invite(work: Work, training: Training, enrolment: Enrolment) -> None:
    """Ask somebody who may come."""
    with use_language(enrolment.person.language):
        title = _title(training)
        said = [_("You can come to this training:"), _facts(training)]
        about = pick(training.abouts, language()).value
        if training.sign_up_until is not None:
            day = format_date(training.sign_up_until, "full")
            about = f"{about}\n\n{_('You can sign up until %(day)s.', day=day)}".strip()
        closing = _("Sign up here with one tap:")
        _send(
            work,
            training,
            enrolment,
            INVITATION,
            _("Would you like to come? %(training)s", training=title),
            [*said, *([about] if about else []), closing],
        )


def tell_signed(
    work: Work, training: Training, enrolment: Enrolment, *, moved_up: bool = False
) -> None:
    """They have a place."""
    with use_language(enrolment.person.language):
        opening = (
            _("A seat has become free. You have a place now:")
            if moved_up
            else _("You have a place:")
        )
        _send(
            work,
            training,
            enrolment,
            "training.signed",
            _("You have a place: %(training)s", training=_title(training)),
            [opening, _facts(training), _cancel_here()],
            entry=True,
        )


def tell_waiting(work: Work, training: Training, enrolment: Enrolment) -> None:
    """All seats are taken; they wait for one."""
    with use_language(enrolment.person.language):
        said = [
            _("All seats are taken. You are on the waiting list."),
            _("We write to you when a seat becomes free."),
            _facts(training),
            _cancel_here(),
        ]
        subject = _("You are on the waiting list: %(training)s", training=_title(training))
        _send(work, training, enrolment, "training.waiting", subject, said)


def tell_given_up(work: Work, training: Training, enrolment: Enrolment) -> None:
    """They do not come; the entry goes from their calendar."""
    with use_language(enrolment.person.language):
        said = [
            _("You have cancelled your place:"),
            _facts(training),
            _("If you can come after all, sign up again here:"),
        ]
        subject = _("You do not come: %(training)s", training=_title(training))
        _send(work, training, enrolment, "training.left", subject, said, entry=True, cancelled=True)


def tell_changed(work: Work, training: Training, enrolment: Enrolment) -> None:
    """Another time or place."""
    with use_language(enrolment.person.language):
        said = [
            _("The time or place of this training has changed. It is now:"),
            _facts(training),
            _cancel_here(),
        ]
        subject = _("Changed: %(training)s", training=_title(training))
        _send(work, training, enrolment, "training.changed", subject, said, entry=True)


def tell_cancelled(
    work: Work, training: Training, enrolment: Enrolment, *, had_place: bool
) -> None:
    """It does not take place."""
    with use_language(enrolment.person.language):
        said = [
            _("We had to cancel this training. We are sorry."),
            _facts(training),
            _("Here you can see other trainings:"),
        ]
        subject = _("Cancelled: %(training)s", training=_title(training))
        _send(
            work,
            training,
            enrolment,
            "training.cancelled",
            subject,
            said,
            entry=had_place,
            cancelled=True,
        )


def remind(work: Work, training: Training, enrolment: Enrolment) -> None:
    """The day before."""
    with use_language(enrolment.person.language):
        said = [_("Your training is soon:"), _facts(training), _cancel_here()]
        subject = _("Soon: %(training)s", training=_title(training))
        _send(work, training, enrolment, "training.reminder", subject, said)


def _cancel_here() -> str:
    return str(_("If you cannot come, please cancel here, so that somebody else gets the seat:"))


def _title(training: Training) -> str:
    return pick(training.titles, language()).value


def _facts(training: Training) -> str:
    meeting = training.meeting
    length = _("%(minutes)s minutes", minutes=meeting.minutes)
    facts = (_title(training), when_of(training), length, meeting.place)
    return "\n".join(str(one) for one in facts if one)


def _send(
    work: Work,
    training: Training,
    enrolment: Enrolment,
    kind: str,
    subject: str,
    paragraphs: Sequence[str],
    *,
    entry: bool = False,
    cancelled: bool = False,
) -> None:
    """Queue it with the link to their trainings; without an address nothing is sent."""
    person = enrolment.person
    if not is_one_address(person.email or ""):
        return
    link = issue(
        work,
        PURPOSE,
        "enrolment",
        enrolment.id,
        person_id=person.id,
        lifetime=link_lifetime(enrolment.cycle),
    )
    body = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        *paragraphs,
        link,
        _("The link is yours alone. Please do not pass it on."),
        f"{_('With kind regards,')}\n{pick(work.settings.names, person.language)}",
    ]
    queue(
        work,
        kind=kind,
        to_address=person.email,
        language=person.language,
        person_id=person.id,
        subject=str(subject),
        body="\n\n".join(map(str, body)) + "\n",
        calendar=_entry(work, training, enrolment, cancelled) if entry else None,
    )


def _entry(work: Work, training: Training, enrolment: Enrolment, cancelled: bool) -> str:
    meeting = training.meeting
    # It only ever rises, which is all that calendars ask of it.
    revision = int((clock.now() - training.created_at).total_seconds())
    entry = Entry(
        uid=f"meeting-{meeting.id}",
        revision=max(revision, 0),
        title=_title(training),
        local_start=meeting.local_start,
        minutes=meeting.minutes,
        zone=meeting.zone,
        place=meeting.place,
        to_address=enrolment.person.email or "",
        cancelled=cancelled,
    )
    return calendar_text(entry, work.tenant.host)
