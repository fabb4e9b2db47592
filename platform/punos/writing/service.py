"""Verbs about messages to many: writing one, sending, stopping, and who wants none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once, lock_row
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.jobs.service import defer
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work
from punos.writing.models import MailStop, Message, MessageCopy, MessageTemplate
from punos.writing.reading import WRITE

SEND = "punos.writing.sending:send_some"
MOST_PEOPLE = 20_000
"""Of one message: its copies are made in one request."""


@dataclass(frozen=True)
class Written:
    """What staff wrote: subjects and texts by language, and how it is meant."""

    subjects: Mapping[str, str]
    bodies: Mapping[str, str]
    needed: bool = False
    shown_until: date | None = None


@dataclass(frozen=True)
class Addressed:
    """To which list, narrowed by what."""

    audience: str
    arguments: Mapping[str, str] = field(default_factory=dict)


def write(work: Work, to: Addressed, written: Written) -> Message:
    """Keep a draft. Nobody gets anything yet."""
    row = Message(
        audience=to.audience,
        arguments=dict(to.arguments),
        cycle_id=_cycle_id(work, to.arguments),
        unit_id=_own_unit(work),
        state="draft",
        total=0,
        created_at=clock.now(),
        created_by=work.account_id,
        **_columns(written),
    )
    work.session.add(row)
    audit(work, "message.written", "message", row.id)
    return row


def rewrite(work: Work, message_id: UUID, written: Written) -> None:
    """Change a draft. Raises Refused once it is being sent."""
    row = _held(work, message_id, "draft")
    for name, value in _columns(written).items():
        setattr(row, name, value)
    audit(work, "message.changed", "message", row.id)


def throw_away(work: Work, message_id: UUID) -> None:
    """Forget a draft. Raises Refused once it is being sent."""
    work.session.delete(_held(work, message_id, "draft"))
    audit(work, "message.thrown_away", "message", message_id)


def send(work: Work, message_id: UUID, people: Sequence[tuple[UUID, UUID | None]]) -> Message:
    """Make a copy for each (person, enrolment or None), and let the worker send them.

    Asked twice, it goes out once. Raises Refused for nobody, and for too many at once.
    """
    row = lock_row(work.session, Message, message_id)
    if row is None:
        raise Absent
    if row.state != "draft":
        return row
    if not people:
        raise Refused(_staff("There is nobody on this list any more, so nothing was sent."))
    if len(people) > MOST_PEOPLE:
        raise Refused(_staff("The list is too long for one message. Narrow it and try again."))
    work.session.add_all(
        MessageCopy(message_id=row.id, person_id=person, enrolment_id=enrolment, state="waiting")
        for person, enrolment in people
    )
    row.state, row.total, row.sent_at = "sending", len(people), clock.now()
    audit(work, "message.sent", "message", row.id)
    defer(work, SEND, message=row.id)
    return row


def stop(work: Work, message_id: UUID) -> None:
    """Send no more of it. What is with the mail server already cannot be called back."""
    row = _held(work, message_id, "sending")
    row.state = "stopped"
    audit(work, "message.stopped", "message", row.id)


def go_on(work: Work, message_id: UUID) -> None:
    """Send the copies that still wait of a message that was stopped."""
    row = _held(work, message_id, "stopped")
    row.state = "sending"
    audit(work, "message.gone_on", "message", row.id)
    defer(work, SEND, message=row.id)


def take_down(work: Work, message_id: UUID) -> None:
    """Show it on people's pages no longer."""
    row = lock_row(work.session, Message, message_id)
    if row is None:
        raise Absent
    row.shown_until = None
    audit(work, "message.taken_down", "message", row.id)


def stop_mails(work: Work, person_id: UUID, how: str) -> None:
    """Note that somebody wants only what she needs to take part. `how` is a code: link, staff."""
    if lock_row(work.session, Person, person_id) is None:
        raise Absent
    values = {"person_id": person_id, "how": how, "stopped_at": clock.now()}
    if insert_once(work.session, MailStop, **values):
        audit(work, "mails.stopped", "person", person_id, [how])


def allow_mails(work: Work, person_id: UUID, how: str) -> None:
    """Take it back."""
    query = select(MailStop).where(MailStop.person_id == person_id)
    found = work.session.scalars(query).one_or_none()
    if found is not None:
        work.session.delete(found)
        audit(work, "mails.wanted", "person", person_id, [how])


def wants_no_mails(work: Work, person_id: UUID) -> bool:
    """Whether somebody wants only what she needs to take part."""
    query = select(MailStop.id).where(MailStop.person_id == person_id)
    return work.session.scalars(query).first() is not None


def keep_template(
    work: Work, template_id: UUID | None, names: Mapping[str, str], written: Written
) -> MessageTemplate:
    """Keep a ready text: a new one, or that one changed. Raises Absent."""
    row = _template(work, template_id) if template_id else MessageTemplate()
    row.names, row.changed_at, row.changed_by = dict(names), clock.now(), work.account_id
    row.subjects, row.bodies = dict(written.subjects), dict(written.bodies)
    work.session.add(row)
    audit(work, "template.kept", "message_template", row.id)
    return row


def drop_template(work: Work, template_id: UUID) -> None:
    """Forget a ready text. Raises Absent."""
    work.session.delete(_template(work, template_id))
    audit(work, "template.dropped", "message_template", template_id)


def _template(work: Work, template_id: UUID) -> MessageTemplate:
    row = lock_row(work.session, MessageTemplate, template_id)
    if row is None:
        raise Absent
    return row


def _held(work: Work, message_id: UUID, state: str) -> Message:
    row = lock_row(work.session, Message, message_id)
    if row is None:
        raise Absent
    if row.state != state:
        raise Refused(_staff("The message has moved on meanwhile. Look at how it stands now."))
    return row


def _columns(written: Written) -> dict[str, Any]:
    return {
        "subjects": dict(written.subjects),
        "bodies": dict(written.bodies),
        "needed": written.needed,
        "shown_until": written.shown_until,
    }


def _cycle_id(work: Work, arguments: Mapping[str, str]) -> UUID | None:
    slug = arguments.get("cycle")
    return work.session.scalars(select(Cycle.id).where(Cycle.slug == slug)).first()


def _own_unit(work: Work) -> UUID | None:
    """The unit of whoever writes for one alone: her colleagues there see the message, too."""
    units = work.actor.units(WRITE)
    return next(iter(units)) if units is not None and len(units) == 1 else None
