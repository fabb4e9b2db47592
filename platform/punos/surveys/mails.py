"""The mails of surveys: one asks, another reminds. Each has its reader's own link."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from punos import clock
from punos.accounts.links import issue
from punos.enrolments.models import Enrolment
from punos.i18n import _, format_date, use_language
from punos.mail.service import greeted, is_one_address, queue
from punos.surveys.answering import PURPOSE
from punos.surveys.models import Survey
from punos.texts import pick
from punos.work import Work

ASK, REMIND = "survey.ask", "survey.reminder"


def ask(work: Work, survey: Survey, ask_id: UUID, enrolment: Enrolment) -> None:
    """Ask somebody to answer, in her language; without an address nothing is sent."""
    with use_language(enrolment.person.language):
        said = [
            _("We would like to hear from you. Open this address and answer a few questions:"),
        ]
        _send(work, survey, ask_id, enrolment, ASK, said)


def remind(work: Work, survey: Survey, ask_id: UUID, enrolment: Enrolment) -> None:
    """Ask once more. Of an anonymous survey we cannot yet know who of the last ones has answered."""
    with use_language(enrolment.person.language):
        said = [_("Your answer is still missing. Open this address and answer a few questions:")]
        if survey.anonymous:
            said = [
                _("Have you answered already? Then thank you, and you can leave this mail alone."),
                _("If not: open this address and answer a few questions:"),
            ]
        _send(work, survey, ask_id, enrolment, REMIND, said)


def privacy_words(survey: Survey) -> list[str]:
    """How answers are kept, in the language spoken: mail and page say the same."""
    if survey.anonymous:
        return [
            str(_("Your answer is anonymous. It is kept without your name.")),
            str(
                _(
                    "Nobody at the association can see who has written what. Do not write names in it."
                )
            ),
        ]
    return [
        str(_("Your answer is confidential. It is kept with your name.")),
        str(_("Only the staff who look after the programme read it.")),
    ]


def _send(
    work: Work, survey: Survey, ask_id: UUID, enrolment: Enrolment, kind: str, said: list[str]
) -> None:
    person, cycle = enrolment.person, survey.cycle
    if not is_one_address(person.email or ""):
        return
    site, programme = pick(work.settings.names, person.language), pick(cycle.names, person.language)
    link = issue(
        work,
        PURPOSE,
        "survey_ask",
        ask_id,
        person_id=person.id,
        lifetime=_until_it_closes(survey),
    )
    last_day = format_date(survey.closes_on)
    body = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        *said,
        link,
        _("It takes about two minutes. You can answer until %(day)s.", day=last_day),
        " ".join(privacy_words(survey)),
        _("The link is yours alone. Please do not pass it on."),
        f"{_('With kind regards,')}\n{site}",
    ]
    title = pick(survey.titles, person.language)
    queue(
        work,
        kind=kind,
        to_address=person.email,
        language=person.language,
        person_id=person.id,
        subject=str(
            _("Please answer: %(survey)s, %(programme)s", survey=title, programme=programme)
        ),
        body="\n\n".join(map(str, body)) + "\n",
    )


def _until_it_closes(survey: Survey) -> timedelta:
    """To a month after its last day: it may be extended, and the page says when it is over."""
    last = datetime.combine(
        survey.closes_on + timedelta(days=30), time(23, 59), ZoneInfo(clock.DEFAULT_ZONE)
    )
    return last - clock.now()
