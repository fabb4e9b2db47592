"""Quotes: words of somebody's own, which their author releases, keeps, or takes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.access import scope
from punos.accounts.links import issue, use
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.feedback.models import Quote
from punos.i18n import _, use_language
from punos.mail.service import greeted, is_one_address, queue
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.work import Work

MANAGE = "feedback.manage"
PURPOSE = "quote"
LASTS = timedelta(days=800)
"""Words may be taken back as long as a report may still be read."""


def quotes_in(work: Work, cycle: Cycle) -> Select[Any]:
    """The quotes of a cycle with their authors, as far as the actor sees them."""
    query: Any = (
        select(Quote, Enrolment.role, Person)
        .join(Enrolment, points_at(Quote.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id)
    )
    return scope(work.actor, query, Enrolment, MANAGE)


def authors(work: Work, cycle: Cycle) -> list[tuple[str, str]]:
    """Who may be asked for words: id of the enrolment and name, by name. Without an address nobody is."""
    query = (
        select(Enrolment.id, Person)
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.state.in_(("active", "ended")),
            Person.email.is_not(None),
            Person.erased_at.is_(None),
        )
        .order_by(Person.sort_key, Enrolment.id)
    )
    rows = work.session.execute(scope(work.actor, query, Enrolment, MANAGE))
    return [(str(enrolment_id), person.full_name) for enrolment_id, person in rows]


def ask_for_quote(work: Work, cycle: Cycle, enrolment_id: UUID, text: str, language: str) -> Quote:
    """Ask somebody whether their words may be shown; they get a link.

    Raises Absent for somebody of another cycle or whom the actor does not see, Refused where no mail
    can be sent.
    """
    query = (
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.cycle_id == cycle.id)
        .options(joinedload(Enrolment.person))
    )
    enrolment = work.session.scalars(scope(work.actor, query, Enrolment, MANAGE)).one_or_none()
    if enrolment is None:
        raise Absent
    if not is_one_address(enrolment.person.email or ""):
        raise Refused(_("There is no address to which a mail can go."))
    quote = Quote(
        enrolment_id=enrolment.id,
        text=text,
        language=language,
        state="asked",
        asked_at=clock.now(),
        asked_by=work.account_id,
    )
    work.session.add(quote)
    work.session.flush()
    link = issue(work, PURPOSE, "quote", quote.id, person_id=enrolment.person_id, lifetime=LASTS)
    _send(work, cycle, enrolment.person, link)
    audit(work, "quote.asked", "quote", quote.id)
    return quote


def own_quotes(work: Work) -> list[Quote]:
    """The words of whoever acts: of a link to a quote that one, else all of the person's."""
    if work.actor.person_id is None:
        return []
    query = (
        select(Quote)
        .join(Enrolment, points_at(Quote.enrolment_id, Enrolment))
        .where(Enrolment.person_id == work.actor.person_id)
        .order_by(Quote.asked_at.desc(), Quote.id)
    )
    if work.actor.purpose == PURPOSE:
        query = query.where(Quote.id == work.actor.subject_id)
    return list(work.session.scalars(query))


def own_quote(work: Work, quote_id: UUID) -> Quote:
    """One of them, held. Raises Absent for another's."""
    if quote_id not in {one.id for one in own_quotes(work)}:
        raise Absent
    quote = lock_row(work.session, Quote, quote_id)
    if quote is None:
        raise Absent
    return quote


def release(work: Work, quote_id: UUID, text: str, attribution: str) -> Quote:
    """The author lets the words be shown, as they stand now and with so much of the name."""
    quote = own_quote(work, quote_id)
    quote.text, quote.attribution = text, attribution
    return _decided(work, quote, "released")


def keep(work: Work, quote_id: UUID) -> Quote:
    """The author does not want the words shown: before they were, or any more."""
    quote = own_quote(work, quote_id)
    return _decided(
        work, quote, "withdrawn" if quote.state in ("released", "withdrawn") else "kept"
    )


def _decided(work: Work, quote: Quote, state: str) -> Quote:
    if work.actor.purpose == PURPOSE:
        use(work, work.actor)
    quote.state, quote.decided_at = state, clock.now()
    work.session.flush()
    audit(work, f"quote.{state}", "quote", quote.id)
    return quote


def _send(work: Work, cycle: Cycle, person: Person, link: str) -> None:
    with use_language(person.language):
        name = pick(cycle.names, person.language).value
        site = pick(work.settings.names, person.language).value
        body = [
            _("Hello %(name)s,", name=greeted(person.given_name)),
            _("May we show words of yours, in a report or to others who think of taking part?"),
            _("Here you see them, and decide whether and under which name:"),
            link,
            _("Nothing is shown before you say yes, and you can take it back at any time."),
            "\n".join((_("With kind regards,"), site)),
        ]
        queue(
            work,
            kind="quote.asked",
            to_address=person.email or "",
            person_id=person.id,
            language=person.language,
            subject=_("%(cycle)s: may we show your words?", cycle=name),
            body="\n\n".join(body) + "\n",
        )
