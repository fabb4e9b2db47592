"""The worker's side of messages: copies that wait become mails, some at a time.

Each turn is one transaction: some copies, their mails, and the asking for the next turn. Killed
within it, nothing has happened; killed after it, nothing is done again, since a copy that has a mail no
longer waits. Turns stand in the queue of mails behind the mails of the turn before, so that another
association's mail waits for one turn at most, however long the message's list is.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select

from punos import clock
from punos.accounts.links import issue
from punos.db import lock_row, points_at
from punos.enrolments.mails import AFTER_THE_END, link_lifetime
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.jobs.service import defer
from punos.mail.models import Mail
from punos.mail.service import queue
from punos.people.models import Person
from punos.work import Work
from punos.writing.merging import (
    language_for,
    merged,
    reader_of,
    stop_sentence,
    used,
    values_for,
)
from punos.writing.models import MailStop, Message, MessageCopy
from punos.writing.reading import cycle_of, sender_of
from punos.writing.service import SEND

AT_ONCE = 50
"""Copies of one turn."""
QUIET = timedelta(minutes=10)
"""After so long without a turn a message is asked for again: its turn was lost."""
KIND = "message.copy"


def send_some(work: Work, message: UUID) -> None:
    """The job: deal with some of the copies that wait, and ask for the next turn."""
    row = lock_row(work.session, Message, message)
    if row is None or row.state != "sending":
        return
    turn = _Turn(work, row)
    waiting = turn.waiting()
    for copy, person, stopped in waiting:
        turn.deal(copy, person, stopped=stopped)
    if len(waiting) < AT_ONCE:
        row.state = "sent"
    else:
        defer(work, SEND, message=row.id)


def go_on_due(work: Work) -> int:
    """Ask again for messages of which nothing was dealt with for long. Asked too often does no harm."""
    before = clock.now() - QUIET
    lately = exists().where(
        points_at(MessageCopy.message_id, Message), MessageCopy.dealt_at >= before
    )
    query = select(Message.id).where(Message.state == "sending", Message.sent_at < before, ~lately)
    found = work.session.scalars(query).all()
    for message_id in found:
        defer(work, SEND, message=message_id)
    return len(found)


class _Turn:
    """What all copies of one turn have in common."""

    def __init__(self, work: Work, message: Message) -> None:
        self._work, self._message = work, message
        self._cycle, self._sender = cycle_of(work, message), sender_of(work, message)
        texts = [*message.subjects.values(), *message.bodies.values()]
        self._links = any("own_page" in used(text) for text in texts)
        self._enrolments: dict[UUID, Enrolment] = {}
        self._memberships: dict[UUID, Membership] = {}

    def waiting(self) -> Sequence[tuple[MessageCopy, Person, bool]]:
        """The next copies that wait, with whose they are and whether she wants no mails."""
        query = (
            select(MessageCopy, Person, MailStop.id.is_not(None))
            .join(Person, points_at(MessageCopy.person_id, Person))
            .outerjoin(MailStop, points_at(MailStop.person_id, Person))
            .where(MessageCopy.message_id == self._message.id, MessageCopy.state == "waiting")
            .order_by(MessageCopy.id)
            .limit(AT_ONCE)
        )
        found = [(copy, person, bool(no)) for copy, person, no in self._work.session.execute(query)]
        self._read_places({copy.enrolment_id for copy, _person, _no in found} - {None})
        return found

    def deal(self, copy: MessageCopy, person: Person, *, stopped: bool) -> None:
        """Queue the mail of one copy, or say why there is none."""
        copy.dealt_at = clock.now()
        if stopped and not self._message.needed:
            copy.state = "opted_out"
            return
        mail = self._queued(copy, person) if person.email else None
        copy.state = "queued" if mail else "no_address"
        copy.mail_id = mail.id if mail else None

    def _queued(self, copy: MessageCopy, person: Person) -> Mail | None:
        work, message = self._work, self._message
        code = language_for(message.bodies, person.language, work.settings.languages)
        enrolment = self._enrolments.get(copy.enrolment_id) if copy.enrolment_id else None
        page = self._own_page(enrolment) if self._links else ""
        values = values_for(
            work, reader_of(person, enrolment, self._cycle, page), code, self._sender
        )
        stop = None if message.needed else _stop_link(work, person)
        body = merged(message.bodies[code], values)
        try:
            return queue(
                work,
                kind=KIND,
                to_address=person.email or "",
                subject=merged(message.subjects[code], values),
                body=f"{body}\n{_stop_words(stop, code)}",
                language=code,
                person_id=person.id,
                stop_link=stop,
            )
        except ValueError:  # what is on record is not one address
            return None

    def _own_page(self, enrolment: Enrolment | None) -> str:
        """A link to the page of her pair or group, else of her application, else to the front page."""
        work = self._work
        if enrolment is None:
            return work.base_url
        until = max(link_lifetime(enrolment.cycle), AFTER_THE_END)
        place = self._memberships.get(enrolment.id)
        purpose, kind, row = (
            ("group_member", "membership", place.id)
            if place
            else ("application", "enrolment", enrolment.id)
        )
        return issue(work, purpose, kind, row, person_id=enrolment.person_id, lifetime=until)

    def _read_places(self, ids: Iterable[UUID | None]) -> None:
        session = self._work.session
        enrolments = session.scalars(select(Enrolment).where(Enrolment.id.in_(ids)))
        self._enrolments = {one.id: one for one in enrolments}
        if not self._links:
            return
        within = Membership.enrolment_id.in_(self._enrolments), Membership.left_on.is_(None)
        places = session.scalars(select(Membership).where(*within).order_by(Membership.id))
        self._memberships = {one.enrolment_id: one for one in places}


def _stop_link(work: Work, person: Person) -> str:
    return issue(work, "mail_stop", "person", person.id, person_id=person.id)


def _stop_words(link: str | None, code: str) -> str:
    return f"\n{stop_sentence(code)}\n{link}\n" if link else ""
