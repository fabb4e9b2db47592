"""Messages on their readers' own pages, for as long as they are meant to stand there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.db import points_at
from punos.people.models import Person
from punos.texts import pick
from punos.work import Work
from punos.writing.merging import merged, reader_of, values_for
from punos.writing.models import Message, MessageCopy
from punos.writing.reading import cycle_of, enrolment_of, sender_of

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
        select(Message, MessageCopy.enrolment_id)
        .join(MessageCopy, points_at(MessageCopy.message_id, Message))
        .where(
            MessageCopy.person_id == person_id,
            Message.shown_until >= clock.today(),
            Message.state != "draft",
        )
        .order_by(Message.sent_at.desc())
        .limit(MOST)
    )
    found = work.session.execute(query).all()
    person = work.session.get(Person, (work.tenant.id, person_id)) if found else None
    return [_shown(work, message, person, place) for message, place in found if person]


def _shown(work: Work, message: Message, person: Person, enrolment_id: UUID | None) -> Shown:
    enrolment, cycle = enrolment_of(work, enrolment_id), cycle_of(work, message)
    body = pick(message.bodies, work.language, work.settings.languages)
    reader = reader_of(person, enrolment, cycle, work.base_url)
    values = values_for(work, reader, body.lang, sender_of(work, message))
    text = merged(body.value, values)
    return Shown(merged(message.subjects.get(body.lang, ""), values), body.lang, paragraphs(text))


def paragraphs(text: str) -> list[list[str]]:
    """A plain text as paragraphs of lines."""
    return [part.splitlines() for part in text.split("\n\n") if part.strip()]
