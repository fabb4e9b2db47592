"""Whom a message would go to, and who has had a copy. Counted and read in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from punos.access import scope
from punos.accounts.service import account_names
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.mail.models import Mail
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work
from punos.writing.audiences import Arguments, Audience, is_offered
from punos.writing.models import MailStop, Message, MessageCopy

WRITE = "messages.write"


@dataclass(frozen=True)
class Share:
    """The people of a list who read one language."""

    language: str
    people: int
    without_address: int
    opted_out: int


def recipients(work: Work, audience: Audience, arguments: Arguments) -> Select:
    """Each person of a list once, with the id of an enrolment of hers or None: (Person, enrolment_id).

    Whoever may write to the people of some units alone finds these alone, whatever the list holds.
    Raises Absent for a list that the actor may not see.
    """
    if not is_offered(work, audience):
        raise Absent
    listed = audience.people(work, arguments).order_by(None).subquery()
    person_id, enrolment_id = listed.c[0], listed.c[1]
    once = (
        select(person_id.label("person_id"), enrolment_id.label("enrolment_id"))
        .ext(distinct_on(person_id))
        .order_by(person_id, enrolment_id.desc().nulls_last())
        .subquery()
    )
    query = select(Person, once.c.enrolment_id).join(once, once.c.person_id == Person.id)
    query = query.where(Person.erased_at.is_(None))
    units = work.actor.units(WRITE)
    if units is None:
        return query
    own = select(Enrolment.id).where(Enrolment.unit_id.in_(units))
    alone = and_(once.c.enrolment_id.is_(None), Person.unit_id.in_(units))
    return query.where(or_(alone, once.c.enrolment_id.in_(own)))


def shares(work: Work, query: Select) -> list[Share]:
    """How many of them read which language, the most first: one statement."""
    person = query.with_only_columns(Person.id, Person.language, Person.email).subquery()
    counted = (
        select(
            person.c.language,
            func.count(),
            func.count(case((person.c.email.is_(None), 1))),
            func.count(MailStop.id),
        )
        .select_from(person)
        .outerjoin(MailStop, MailStop.person_id == person.c.id)
        .group_by(person.c.language)
        .order_by(func.count().desc(), person.c.language)
    )
    return [Share(*row) for row in work.session.execute(counted)]


def examples(work: Work, query: Select) -> dict[str, tuple[Person, UUID | None]]:
    """By language one of them who reads it, the first by name: one statement."""
    first = query.ext(distinct_on(Person.language)).order_by(
        Person.language, Person.sort_key, Person.id
    )
    return {
        person.language: (person, enrolment_id)
        for person, enrolment_id in work.session.execute(first)
    }


def chosen_ids(work: Work, query: Select) -> Sequence[Any]:
    """(person_id, enrolment_id) of all of them."""
    columns = [column["expr"] for column in query.column_descriptions]
    return work.session.execute(query.with_only_columns(Person.id, columns[1])).all()


def visible(work: Work, query: Select) -> Select:
    """A query over messages, limited to those that the actor may see.

    Whoever is limited to a unit sees what was written there, and what she has written herself.
    """
    if work.actor.units(WRITE) is None:
        return query
    limited = scope(work.actor, select(Message.id), Message, WRITE)
    mine = and_(Message.created_by.is_not(None), Message.created_by == work.account_id)
    return query.where(or_(Message.id.in_(limited), mine))


def message_of(work: Work, message_id: UUID) -> Message:
    """One message. Raises Absent."""
    query = visible(work, select(Message).where(Message.id == message_id))
    found: Message | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def sender_of(work: Work, message: Message) -> str:
    """The name of whoever wrote it."""
    author = message.created_by
    return account_names(work, [author]).get(author, "") if author else ""


def cycle_of(work: Work, message: Message) -> Cycle | None:
    """The cycle whose people it was written to, if it is one's."""
    return work.session.get(Cycle, (work.tenant.id, message.cycle_id)) if message.cycle_id else None


def enrolment_of(work: Work, enrolment_id: UUID | None) -> Enrolment | None:
    """The enrolment by which somebody is on a list, if it is by one."""
    return work.session.get(Enrolment, (work.tenant.id, enrolment_id)) if enrolment_id else None


def copies(work: Work, message: Message) -> Select:
    """Everybody who has a copy, with how far it is: (MessageCopy, Person, Mail or None).

    Whoever may write to the people of some units alone finds these alone: what was written in a unit may
    have been sent by somebody who sees all of them.
    """
    query = (
        select(MessageCopy, Person, Mail)
        .join(Person, points_at(MessageCopy.person_id, Person))
        .outerjoin(Mail, points_at(MessageCopy.mail_id, Mail))
        .where(MessageCopy.message_id == message.id)
    )
    units = work.actor.units(WRITE)
    if units is None:
        return query
    own = select(Enrolment.id).where(Enrolment.unit_id.in_(units))
    return query.where(or_(Person.unit_id.in_(units), MessageCopy.enrolment_id.in_(own)))


def tally(work: Work, message: Message) -> dict[str, int]:
    """How many copies are where: the states of copies, and of their mails where they have one."""
    where = func.coalesce(Mail.state, MessageCopy.state)
    query = (
        select(where, func.count())
        .select_from(MessageCopy)
        .outerjoin(Mail, points_at(MessageCopy.mail_id, Mail))
        .where(MessageCopy.message_id == message.id)
        .group_by(where)
    )
    return {row[0]: row[1] for row in work.session.execute(query)}
