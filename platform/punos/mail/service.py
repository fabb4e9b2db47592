"""Verbs about mail: the outbox. The sending is in `punos.mail.sender`, which the worker loads."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.codes import require_code
from punos.db.queue import asked_for
from punos.ids import random_id
from punos.jobs.service import defer
from punos.mail.models import Mail
from punos.work import Work

SEND = "punos.mail.sender:send"
CLAIM = timedelta(minutes=5)
"""How long a mail is left to whoever took it. Longer than the mail server is ever waited for."""

_LINKING = re.compile(r"[/@:\\]+|\.(?=\w)")
_TOKEN = re.compile(r"(/l/)[A-Za-z0-9_-]{16,}")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+")
_AT_ONCE = 200


def queue(
    work: Work,
    *,
    kind: str,
    to_address: str,
    subject: str,
    body: str,
    language: str,
    person_id: UUID | None = None,
    stop_link: str | None = None,
    calendar: str | None = None,
) -> Mail:
    """Queue a message with the fact it tells of: it is sent if, and only if, this commits.

    `kind` is a code, `body` plain text; `stop_link` is where its reader says that she wants no such
    mail, as mail programs offer by a button of their own (RFC 2369); `calendar` is an entry for the
    reader's calendar, of `punos.mail.calendar.calendar_text`. Raises ValueError, without
    repeating it, for an address that is not exactly one address.
    """
    now = clock.now()
    mail = Mail(
        kind=require_code(kind, "a kind of mail"),
        person_id=person_id,
        to_address=_one_address(to_address),
        subject=" ".join(subject.split())[:300],
        body=body,
        language=language,
        stop_link=stop_link,
        calendar=calendar,
        # Made once, so that a message that had to be sent again is recognised as the same.
        message_id=f"<{random_id()}@{work.tenant.host.partition(':')[0]}>",
        state="queued",
        attempts=0,
        due_at=now,
        created_at=now,
    )
    work.session.add(mail)
    defer(work, SEND, mail=mail.id)
    return mail


def greeted(name: str) -> str:
    """A name of which no mail program makes a link: anybody may type any name for any address."""
    return " ".join(_LINKING.sub(" ", name).split())


def queue_due(work: Work) -> int:
    """Ask again for what should have gone out: a try that failed, or a worker that died.

    What the queue still holds is not asked for twice: behind a mail server that hangs it would only
    grow.
    """
    query = select(Mail.id).where(Mail.state == "queued", Mail.due_at <= clock.now())
    found = work.session.scalars(query.order_by(Mail.due_at).limit(_AT_ONCE)).all()
    asked = asked_for(work.session, SEND, "mail") if found else frozenset()
    again = [mail_id for mail_id in found if str(mail_id) not in asked]
    for mail_id in again:
        defer(work, SEND, mail=mail_id)
    return len(again)


def concealed(body: str) -> str:
    """The text with its personal links cut short: whoever opens one acts as the person it is for."""
    return _TOKEN.sub(r"\1…", body)


def is_one_address(address: str) -> bool:
    """Whether a mail can be sent there: some on record, out of a file say, are none, or two."""
    return len(address) <= 254 and bool(_ADDRESS.fullmatch(address)) and address.isprintable()


def _one_address(address: str) -> str:
    if not is_one_address(address):
        raise ValueError("a mail goes to exactly one address")
    return address
