"""Messages on their readers' own pages, for as long as they are meant to stand there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from punos import clock
from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.work import Work
from punos.writing.merging import merged, reader_of, values_for
from punos.writing.models import Message, MessageCopy

MOST = 5


@dataclass(frozen=True)
class Shown:
    """A message as its reader finds it: in which language, and its text in paragraphs of lines."""

    subject: str
    language: str
    paragraphs: list[list[str]]


def shown_to(work: Work) -> list[Shown]:
    """What is to be read by whoever acts, by account or by link, the newest first."""
    person_id = work.actor.person_id
    if person_id is None:
        return []
    query = (
        select(Message, Person, Cycle, Account.name)
        .join(MessageCopy, points_at(MessageCopy.message_id, Message))
        .join(Person, points_at(MessageCopy.person_id, Person))
        .outerjoin(Enrolment, points_at(MessageCopy.enrolment_id, Enrolment))
        .outerjoin(Cycle, Cycle.id == func.coalesce(Enrolment.cycle_id, Message.cycle_id))
        .outerjoin(Account, points_at(Message.created_by, Account))
        .where(
            MessageCopy.person_id == person_id,
            Message.shown_until >= clock.today(),
            Message.state != "draft",
        )
        .order_by(Message.sent_at.desc())
        .limit(MOST)
    )
    return [_shown(work, *row) for row in work.session.execute(query)]


def _shown(
    work: Work, message: Message, person: Person, cycle: Cycle | None, sender: str | None
) -> Shown:
    body = pick(message.bodies, work.language, work.settings.languages)
    reader = reader_of(person, None, cycle, work.base_url)
    values = values_for(work, reader, body.lang, sender or "")
    text = merged(body.value, values)
    return Shown(merged(message.subjects.get(body.lang, ""), values), body.lang, paragraphs(text))


def paragraphs(text: str) -> list[list[str]]:
    """A plain text as paragraphs of lines."""
    return [part.splitlines() for part in text.split("\n\n") if part.strip()]
