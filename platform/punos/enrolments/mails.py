"""Mails about applications."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from punos import clock
from punos.accounts.links import issue
from punos.enrolments.applying import reference
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.i18n import _, format_date, use_language
from punos.mail.service import greeted, queue
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.texts import pick
from punos.work import Work

PURPOSE = "application"
AFTER_THE_END = timedelta(days=60)


def send_receipt(work: Work, enrolment: Enrolment, address: str | None = None) -> None:
    """Mail the applicant a receipt with the link to their application, in their language.

    It goes to the address on record; without one nothing is sent.
    """
    person, cycle = enrolment.person, enrolment.cycle
    to_address = address or person.email
    if not to_address:
        return
    link = application_link(work, enrolment)
    with use_language(person.language):
        queue(
            work,
            kind="application.receipt",
            to_address=to_address,
            subject=_(
                "Your application: %(programme)s", programme=pick(cycle.names, person.language)
            ),
            body=receipt(work, enrolment, link),
            language=person.language,
            person_id=person.id,
        )


def send_invitation(
    work: Work, cycle: Cycle, role: str, link: str, address: str, spoken: str
) -> None:
    """Mail somebody the link with which they may apply. It says nothing about whom we know."""
    with use_language(spoken):
        programme, site = pick(cycle.names, spoken), pick(work.settings.names, spoken)
        parts = [
            _("Hello,"),
            _("%(association)s invites you to apply.", association=site),
            f"{programme} · {model_of(work, cycle).roles[role]}",
            _("Open this address, read what it is about, and fill in the form:"),
            link,
            _("If you do not want to apply, you can leave this mail alone."),
            f"{_('With kind regards,')}\n{site}",
        ]
        queue(
            work,
            kind="application.invitation",
            to_address=address,
            subject=_("You are invited to apply: %(programme)s", programme=programme),
            body="\n\n".join(map(str, parts)) + "\n",
            language=spoken,
        )


def send_draft_link(
    work: Work, cycle: Cycle, draft: ApplicationDraft, link: str, address: str
) -> None:
    """Mail the way back to an application that was begun. Anybody may have typed the address."""
    spoken = draft.language
    programme, site = pick(cycle.names, spoken), pick(work.settings.names, spoken)
    parts = [
        _("Hello,"),
        _("Open this address to go on with the application that you began:"),
        link,
        f"{programme} · {model_of(work, cycle).roles[draft.role]}",
        _("It is not sent yet. The link is yours alone. Please do not pass it on."),
        _("If you have begun nothing with us, you can leave this mail alone."),
        f"{_('With kind regards,')}\n{site}",
    ]
    queue(
        work,
        kind="application.draft",
        to_address=address,
        subject=_("Go on with your application: %(programme)s", programme=programme),
        body="\n\n".join(map(str, parts)) + "\n",
        language=spoken,
    )


def come_along_again(cycle: Cycle) -> str:
    """How somebody is asked into a cycle that is coming, or that runs already; its days follow."""
    if cycle.starts_on > clock.today():
        return str(_("A new cycle begins, and we would be glad to have you with us again:"))
    return str(_("This cycle has begun, and we would be glad to have you with us again:"))


def send_return_question(work: Work, cycle: Cycle, earlier: Enrolment, link: str) -> None:
    """Mail somebody who helped before the link with which they can come along to this cycle."""
    person = earlier.person
    with use_language(person.language):
        programme, site = (
            pick(cycle.names, person.language),
            pick(work.settings.names, person.language),
        )
        parts = [
            _("Hello %(name)s,", name=greeted(person.given_name)),
            come_along_again(cycle),
            f"{programme} · {model_of(work, cycle).roles[earlier.role]}\n"
            f"{format_date(cycle.starts_on)} – {format_date(cycle.ends_on)}",
            _(
                "Open this address. You see what you told us last time. "
                "Say with one button that you come along, or that you do not:"
            ),
            link,
            _("The link is yours alone. Please do not pass it on."),
            f"{_('With kind regards,')}\n{site}",
        ]
        queue(
            work,
            kind="returning.question",
            to_address=str(person.email),
            subject=_("Will you come along again? %(programme)s", programme=programme),
            body="\n\n".join(map(str, parts)) + "\n",
            language=person.language,
            person_id=person.id,
            stop_link=link,
        )


def send_welcome_back(work: Work, enrolment: Enrolment) -> None:
    """Thank somebody who comes along again and is in; with the link to what they told us."""
    person, cycle = enrolment.person, enrolment.cycle
    if not person.email:
        return
    link = application_link(work, enrolment)
    with use_language(person.language):
        programme = pick(cycle.names, person.language)
        parts = [
            _("Hello %(name)s,", name=greeted(person.given_name)),
            _("Thank you for coming along again! You are in. We write to you when it begins."),
            _("Here you can see your answers:"),
            link,
            _("The link is yours alone. Please do not pass it on."),
            f"{_('With kind regards,')}\n{pick(work.settings.names, person.language)}",
        ]
        queue(
            work,
            kind="returning.welcome",
            to_address=person.email,
            subject=_("You come along again: %(programme)s", programme=programme),
            body="\n\n".join(map(str, parts)) + "\n",
            language=person.language,
            person_id=person.id,
        )


def receipt(work: Work, enrolment: Enrolment, link: str) -> str:
    """The text of the receipt, in the language that is spoken."""
    person = enrolment.person
    site = pick(work.settings.names, person.language)
    parts = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        _("Here you can see your application, change it or take it back:"),
        link,
        _("We have your application. Its number is %(number)s.", number=reference(enrolment)),
        _("The link is yours alone. Please do not pass it on."),
        "\n".join((_("With kind regards,"), str(site))),
    ]
    return "\n\n".join(parts) + "\n"


def application_link(work: Work, enrolment: Enrolment) -> str:
    """A new link to somebody's own application, for them alone."""
    return issue(
        work,
        PURPOSE,
        "enrolment",
        enrolment.id,
        person_id=enrolment.person_id,
        lifetime=link_lifetime(enrolment.cycle),
    )


def link_lifetime(cycle: Cycle) -> timedelta:
    """Until sixty days after the cycle's last day; at least a day."""
    end = datetime.combine(cycle.ends_on, time.max, ZoneInfo(clock.DEFAULT_ZONE)) + AFTER_THE_END
    return max(end - clock.now(), timedelta(days=1))
