"""Mails about interviews, each with an entry for its reader's calendar, in their own language.

One event per applicant: whatever time they move to, the entry in a calendar moves along.
"""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import get_timezone_location

from punos.accounts.mails import language_of
from punos.accounts.models import Account
from punos.enrolments.mails import application_link
from punos.enrolments.models import Enrolment
from punos.i18n import _, _staff, format_date, format_time, locale, use_language
from punos.interviews.models import InterviewSlot
from punos.mail.calendar import Entry, calendar_text
from punos.mail.service import greeted, is_one_address, queue
from punos.texts import pick
from punos.work import Work

ASK = "interview.ask"


def when_of(slot: InterviewSlot) -> str:
    """Its day and time in words, in the language spoken: the wall clock of its own zone."""
    city = city_of(slot.zone)
    day, time = format_date(slot.local_start, "full"), format_time(slot.local_start.time())
    return str(_("%(day)s at %(time)s (%(city)s time)", day=day, time=time, city=city))


def city_of(zone: str) -> str:
    """The city whose time a zone is named after, in the language spoken."""
    return get_timezone_location(zone, locale=locale(), return_city=True)


def tell_applicant(
    work: Work,
    enrolment: Enrolment,
    slot: InterviewSlot,
    *,
    earlier: InterviewSlot | None = None,
    with_whom: str = "",
) -> None:
    """The time they have now; `earlier` is the one that it stands for from now on."""
    language = enrolment.person.language
    with use_language(language):
        opening = (
            _("The time of your interview has changed. The new time is:")
            if earlier is not None
            else _("You have a time for your interview:")
        )
        said = [opening, _facts(slot, with_whom)]
        subject = _("Your interview: %(when)s", when=when_of(slot))
        closing = _("Here you can change the time or cancel it:")
        _to_applicant(work, enrolment, slot, "interview.booked", subject, [*said, closing])


def tell_cancelled(
    work: Work, enrolment: Enrolment, slot: InterviewSlot, *, by_staff: bool
) -> None:
    """Their time is free again: by themselves, or because staff had to take it back."""
    with use_language(enrolment.person.language):
        said = (
            _("We had to cancel your interview. We are sorry.")
            if by_staff
            else _("You have cancelled your interview.")
        )
        closing = _("Here you can choose another time:")
        paragraphs = [said, when_of(slot), closing]
        subject = _("Your interview is cancelled")
        _to_applicant(
            work, enrolment, slot, "interview.cancelled", subject, paragraphs, cancelled=True
        )


def tell_not_needed(work: Work, enrolment: Enrolment, slot: InterviewSlot) -> None:
    """There will be no interview, since the application has ended."""
    with use_language(enrolment.person.language):
        said = [_("This interview does not take place:"), when_of(slot)]
        closing = _("Here you can see your application:")
        subject = _("Your interview is cancelled")
        _to_applicant(
            work, enrolment, slot, "interview.cancelled", subject, [*said, closing], cancelled=True
        )


def remind(work: Work, enrolment: Enrolment, slot: InterviewSlot) -> None:
    """The day before."""
    with use_language(enrolment.person.language):
        said = [_("Your interview is soon:"), _facts(slot, "")]
        closing = _("If you cannot come, change the time or cancel it here:")
        subject = _("Your interview: %(when)s", when=when_of(slot))
        _to_applicant(
            work, enrolment, slot, "interview.reminder", subject, [*said, closing], entry=False
        )


def ask_to_choose(work: Work, enrolment: Enrolment) -> None:
    """There are times; please choose one."""
    with use_language(enrolment.person.language):
        said = [
            _("Thank you for your application. We would like to talk with you."),
            _("Open this address and choose a time that suits you:"),
        ]
        _to_applicant(work, enrolment, None, ASK, _("Choose a time for your interview"), said)


def tell_staff(
    work: Work, account: Account, enrolment: Enrolment, slot: InterviewSlot, *, cancelled: bool
) -> None:
    """Whom one of the staff meets when, or that it does not take place."""
    if account.state != "active":
        return
    language = language_of(work, account)
    with use_language(language):
        name = greeted(enrolment.person.full_name)
        if cancelled:
            subject = _staff("Cancelled: interview with %(name)s", name=name)
            said = [_staff("This interview does not take place:")]
        else:
            subject = _staff("Interview with %(name)s", name=name)
            said = [_staff("You have an interview:")]
        address = f"{work.base_url}/interviews/{slot.id}"
        said += [f"{name}\n{_facts(slot, '')}", address]
        title = _staff("Interview with %(name)s", name=name)
        queue(
            work,
            kind="interview.staff",
            to_address=account.email,
            language=language,
            subject=str(subject),
            body="\n\n".join(map(str, said)) + "\n",
            person_id=account.person_id,
            calendar=_entry(
                work, enrolment, slot, str(title), account.email, account.name, address, cancelled
            ),
        )


def _facts(slot: InterviewSlot, with_whom: str) -> str:
    length = _("%(minutes)s minutes", minutes=slot.minutes)
    whom = _("With: %(name)s", name=greeted(with_whom)) if with_whom else ""
    return "\n".join(map(str, filter(None, (when_of(slot), length, slot.place, whom))))


def _to_applicant(
    work: Work,
    enrolment: Enrolment,
    slot: InterviewSlot | None,
    kind: str,
    subject: str,
    paragraphs: Sequence[str],
    *,
    cancelled: bool = False,
    entry: bool = True,
) -> None:
    """Queue it with the link to their application, where they choose; without an address to which
    a mail can go nothing is sent. It is called in their language."""
    person, cycle = enrolment.person, enrolment.cycle
    if not is_one_address(person.email or ""):
        return
    site, programme = pick(work.settings.names, person.language), pick(cycle.names, person.language)
    link = application_link(work, enrolment)
    body = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        *paragraphs,
        link,
        _("The link is yours alone. Please do not pass it on."),
        f"{_('With kind regards,')}\n{site}",
    ]
    title = str(_("Interview: %(programme)s", programme=programme))
    queue(
        work,
        kind=kind,
        to_address=person.email,
        language=person.language,
        person_id=person.id,
        subject=str(subject),
        body="\n\n".join(map(str, body)) + "\n",
        calendar=_entry(work, enrolment, slot, title, person.email, "", "", cancelled)
        if slot is not None and entry
        else None,
    )


def _entry(
    work: Work,
    enrolment: Enrolment,
    slot: InterviewSlot,
    title: str,
    address: str,
    name: str,
    text: str,
    cancelled: bool,
) -> str:
    entry = Entry(
        uid=f"interview-{enrolment.id}",
        revision=slot.revision,
        title=title,
        local_start=slot.local_start,
        minutes=slot.minutes,
        zone=slot.zone,
        place=slot.place,
        to_address=address,
        to_name=name,
        text=text,
        cancelled=cancelled,
    )
    return calendar_text(entry, work.tenant.host)
