"""Telling people what was decided: a step of its own, so that a decision can be taken back before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from punos import clock
from punos.audit.service import record as audit
from punos.enrolments.mails import application_link
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolments
from punos.enrolments.steps import decisions
from punos.i18n import _, format_date, use_language
from punos.mail.service import greeted, queue
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of, phases_of
from punos.texts import LocalText, Text, pick
from punos.work import Work

MAIL = "application.decision"
MOST_TOLD = 200
"""People told at once; with more, what is left waits for the next time."""


@dataclass(frozen=True)
class Coming:
    """What comes next in a cycle, and from when."""

    names: LocalText
    begins: date


@dataclass(frozen=True)
class Letter:
    """What somebody is told, in the language they read. `added` was written by hand."""

    language: str
    subject: str
    before: tuple[str, ...]
    added: Text
    after: tuple[str, ...]

    @property
    def body(self) -> str:
        """The plain text of the mail."""
        parts = [*self.before, str(self.added), *self.after]
        return "\n\n".join(part for part in parts if part) + "\n"


@dataclass(frozen=True)
class Told:
    """How many were told by mail, and how many have no address."""

    mailed: int
    without_address: int


def is_untold(model: ProgrammeModel, kind: str = "") -> ColumnElement[bool]:
    """Decided (so, with a kind), and told nothing or something else so far."""
    return and_(
        Enrolment.model_state.in_(decisions(model, kind)),
        Enrolment.model_state.is_distinct_from(Enrolment.told_state),
    )


def coming(work: Work, cycle: Cycle) -> Coming | None:
    """The next phase of a cycle's plan that has not begun."""
    for phase in phases_of(work, cycle):
        begins = phase.actual_from or phase.planned_from
        if begins > clock.today():
            return Coming(phase.names, begins)
    return None


def letter(
    work: Work,
    enrolment: Enrolment,
    kind: str,
    added: Mapping[str, str],
    following: Coming | None,
    link: str,
) -> Letter:
    """What this person is told of a decision of this kind. `added` is by language; `link` is theirs."""
    person, cycle = enrolment.person, enrolment.cycle
    with use_language(person.language):
        programme = str(pick(cycle.names, person.language))
        before = [
            _("Hello %(name)s,", name=greeted(person.given_name)),
            *_decision(kind, programme),
        ]
        if kind != "accepted":
            before.append(_why(enrolment.end_reason))
        elif following is not None:
            before.append(_what_comes(following, person.language))
        site = str(pick(work.settings.names, person.language))
        after = [
            _("Here you see how your application stands:"),
            link,
            _("The link is yours alone. Please do not pass it on."),
            f"{_('With kind regards,')}\n{site}",
        ]
        return Letter(
            person.language,
            _("About your application: %(programme)s", programme=programme),
            tuple(str(part) for part in before if part),
            pick(added, person.language, work.settings.languages),
            tuple(map(str, after)),
        )


def _decision(kind: str, programme: str) -> list[str]:
    if kind == "accepted":
        return [
            _("We are glad to tell you that you have a place in %(name)s.", name=programme),
            _("If you cannot come after all, please tell us as soon as you know it."),
        ]
    if kind == "waiting":
        return [
            _("You are on the waiting list of %(name)s.", name=programme),
            _("If a place becomes free for you, we write to you at once. You need to do nothing."),
        ]
    return [
        _("Thank you for applying to %(name)s.", name=programme),
        _("We are sorry: we cannot offer you a place this time."),
    ]


def _why(reason: str | None) -> str:
    """The reason in words for the person it is about; some reasons are for the staff alone."""
    reasons = {
        "full": _("More people applied than there are places."),
        "no_match": _("We did not find anybody yet whose work and wishes are near to yours."),
        "not_fitting": _("We think that something else would help you more. Ask us about it."),
        "outside": _("This programme is meant for another group of people."),
    }
    return reasons.get(reason or "", "")


def _what_comes(following: Coming, language: str) -> str:
    return _(
        "What comes next: %(what)s, from %(day)s.",
        what=pick(following.names, language),
        day=format_date(following.begins),
    )


def tell(
    work: Work, cycle: Cycle, kind: str, ids: Iterable[UUID], added: Mapping[str, str]
) -> Told:
    """Mail these people the decision, once: whoever knows of it, or was decided otherwise, is passed over.

    Their rows are held, so that two who press the button at once tell everybody once.
    """
    following = coming(work, cycle)
    mailed = without = 0
    for enrolment in _due(work, cycle, kind, ids):
        if _mail(work, enrolment, kind, added, following):
            _note(work, enrolment)
            mailed += 1
        else:
            without += 1
    return Told(mailed, without)


def note_told(work: Work, cycle: Cycle, kind: str, ids: Iterable[UUID]) -> int:
    """Write down that these people were told in another way; gives how many it was new for."""
    due = _due(work, cycle, kind, ids)
    for enrolment in due:
        _note(work, enrolment)
    return len(due)


def _due(work: Work, cycle: Cycle, kind: str, ids: Iterable[UUID]) -> list[Enrolment]:
    lock_cycle(work, cycle.id)
    decided = decisions(model_of(work, cycle), kind)
    return [
        one
        for one in lock_enrolments(work, ids).values()
        if one.model_state in decided and one.model_state != one.told_state
    ]


def _note(work: Work, enrolment: Enrolment) -> None:
    enrolment.told_state, enrolment.told_at = enrolment.model_state, clock.now()
    audit(work, "enrolment.told", "enrolment", enrolment.id, [enrolment.model_state])


def _mail(
    work: Work,
    enrolment: Enrolment,
    kind: str,
    added: Mapping[str, str],
    following: Coming | None,
) -> bool:
    """Queue the mail; False when there is no address to send it to."""
    person = enrolment.person
    if not person.email:
        return False
    link = application_link(work, enrolment)
    written = letter(work, enrolment, kind, added, following, link)
    try:
        queue(
            work,
            kind=MAIL,
            to_address=person.email,
            subject=written.subject,
            body=written.body,
            language=person.language,
            person_id=person.id,
        )
    except ValueError:  # what is on record is not one address
        return False
    return True
