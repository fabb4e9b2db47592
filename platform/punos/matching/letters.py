"""Mails to two who are asked first whether they want to meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.accounts.links import issue, revoke
from punos.enrolments.models import Enrolment
from punos.i18n import _, format_date, use_language
from punos.mail.service import greeted, queue
from punos.matching.candidates import MENTEE
from punos.matching.models import MatchAsk, Suggestion
from punos.people.models import Person
from punos.texts import pick
from punos.work import Work

PURPOSE = "match_answer"
AFTER_THE_END = timedelta(days=60)
"""So long after the last day one can still read how it stands."""


def send_questions(work: Work, asks: Iterable[MatchAsk]) -> int:
    """Mail each of them the link to their question; gives how many have an address.

    The links that they had for it before end.
    """
    mails, told = 0, _with_people(work, asks)
    questions = Counter(ask.enrolment_id for ask, _enrolment in told)
    for ask, enrolment in told:
        revoke(work, subject_id=ask.id, purpose=PURPOSE)
        person = enrolment.person
        if person.email:
            link = _link(work, ask, person)
            with use_language(person.language):
                said = _asked(ask, enrolment, link, questions[enrolment.id])
                _send(work, enrolment, said, _("Would you like to meet?"))
            mails += 1
    return mails


def tell_over(work: Work, suggestion: Suggestion) -> None:
    """Tell those who had said yes that it did not come about, without saying why."""
    query = select(MatchAsk).where(
        MatchAsk.suggestion_id == suggestion.id, MatchAsk.answer == "yes"
    )
    for _ask, enrolment in _with_people(work, work.session.scalars(query).all()):
        if enrolment.person.email and enrolment.state == "active":
            with use_language(enrolment.person.language):
                said = [
                    _("Thank you for saying yes. This time it did not come about."),
                    _("It is not because of you. We go on looking for somebody who suits you."),
                ]
                _send(work, enrolment, said, _("We go on looking for you"))


def _with_people(work: Work, asks: Iterable[MatchAsk]) -> list[tuple[MatchAsk, Enrolment]]:
    """Each with whose it is, in the order of their ids: one statement. A mentor may have several."""
    by_whom = sorted(asks, key=lambda ask: (ask.enrolment_id, ask.id))
    query = (
        select(Enrolment)
        .where(Enrolment.id.in_({ask.enrolment_id for ask in by_whom}))
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cycle))
    )
    people = {one.id: one for one in work.session.scalars(query)} if by_whom else {}
    return [(ask, people[ask.enrolment_id]) for ask in by_whom]


def _link(work: Work, ask: MatchAsk, person: Person) -> str:
    end = datetime.combine(ask.answer_by, time.max, ZoneInfo(clock.DEFAULT_ZONE)) + AFTER_THE_END
    return issue(
        work,
        PURPOSE,
        "match_ask",
        ask.id,
        person_id=person.id,
        lifetime=max(end - clock.now(), timedelta(days=1)),
    )


def _asked(ask: MatchAsk, enrolment: Enrolment, link: str, questions: int) -> Sequence[str]:
    found = (
        _("We have found a mentor for you, and ask you first.")
        if enrolment.role == MENTEE
        else _("We have found somebody whom you could mentor, and ask you first.")
    )
    several = [_("We ask you about several people. You get a mail about each of them.")]
    return [
        found,
        *(several if questions > 1 else []),
        _("Please read who it is, and answer by %(day)s:", day=format_date(ask.answer_by)),
        link,
        _("You may say no. You need not say why."),
        _("The link is yours alone. Please do not pass it on."),
    ]


def _send(work: Work, enrolment: Enrolment, said: Sequence[str], subject: str) -> None:
    person = enrolment.person
    name = pick(enrolment.cycle.names, person.language)
    body = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        *said,
        "\n".join((_("With kind regards,"), str(pick(work.settings.names, person.language)))),
    ]
    queue(
        work,
        kind="matching.question",
        to_address=person.email or "",
        person_id=person.id,
        language=person.language,
        subject=f"{name}: {subject}",
        body="\n\n".join(body) + "\n",
    )
