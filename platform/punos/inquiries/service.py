"""Verbs about questions and feedback from public pages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.i18n import _, _staff, use_language
from punos.inquiries.models import Inquiry
from punos.mail.service import greeted, queue
from punos.programmes.models import Cycle
from punos.texts import fold, pick
from punos.work import Work

KEPT = timedelta(days=182)
"""How long a question is kept after it was dealt with."""
SAME = timedelta(hours=1)
"""The same words from the same person within this time are one question, sent twice."""


def ask(work: Work, kind: str, told: Mapping[str, Any], *, cycle: Cycle | None = None) -> Inquiry:
    """Keep what somebody asks; `told` has `text`, and may have `name`, `email` and `page`.

    Sent twice, it is kept once.
    """
    known = _asked_already(work, kind, told)
    if known is not None:
        return known
    spoken = [told.get("name"), told.get("email"), told["text"]]
    inquiry = Inquiry(
        kind=kind,
        cycle_id=cycle.id if cycle else None,
        name=told.get("name"),
        email=told.get("email"),
        language=work.language,
        text=told["text"],
        page=told.get("page"),
        search_text=fold(" ".join(word for word in spoken if word)),
        state="open",
        asked_at=clock.now(),
    )
    work.session.add(inquiry)
    work.session.flush()
    return inquiry


def _asked_already(work: Work, kind: str, told: Mapping[str, Any]) -> Inquiry | None:
    query = select(Inquiry).where(
        Inquiry.kind == kind,
        Inquiry.state == "open",
        Inquiry.asked_at > clock.now() - SAME,
        Inquiry.text == told["text"],
        Inquiry.email.is_not_distinct_from(told.get("email")),
        Inquiry.name.is_not_distinct_from(told.get("name")),
    )
    return work.session.scalars(query.limit(1)).one_or_none()


def answer(work: Work, inquiry_id: UUID, text: str) -> Inquiry:
    """Mail an answer. Raises Refused when somebody has dealt with it, or there is no address."""
    inquiry = _held(work, inquiry_id)
    if inquiry.email is None:
        raise Refused(_staff("There is no address to answer to."))
    _deal(work, inquiry, "answered", text)
    _mail(work, inquiry, inquiry.email, text)
    return inquiry


def close(work: Work, inquiry_id: UUID) -> Inquiry:
    """Say that nothing more has to be done. Raises Refused when somebody has dealt with it."""
    inquiry = _held(work, inquiry_id)
    _deal(work, inquiry, "closed", None)
    return inquiry


def _held(work: Work, inquiry_id: UUID) -> Inquiry:
    inquiry = lock_row(work.session, Inquiry, inquiry_id)
    if inquiry is None:
        raise Absent
    if inquiry.state != "open":
        raise Refused(_staff("Somebody has dealt with this already. Look at the page again."))
    return inquiry


def _deal(work: Work, inquiry: Inquiry, state: str, text: str | None) -> None:
    inquiry.state, inquiry.answer = state, text
    inquiry.answered_at, inquiry.answered_by = clock.now(), work.account_id
    audit(work, f"inquiry.{state}", "inquiry", inquiry.id)


def _mail(work: Work, inquiry: Inquiry, address: str, text: str) -> None:
    with use_language(inquiry.language):
        association = pick(work.settings.names, inquiry.language)
        name = greeted(inquiry.name or "")
        parts = [
            _("Hello %(name)s,", name=name) if name else _("Hello,"),
            text,
            f"{_('With kind regards,')}\n{association}",
            _("You asked us:"),
            "\n".join(f"> {line}" for line in inquiry.text.splitlines()),
        ]
        queue(
            work,
            kind="inquiry.answer",
            to_address=address,
            subject=_("Your question to %(association)s", association=association),
            body="\n\n".join(parts) + "\n",
            language=inquiry.language,
        )


def forget(work: Work) -> None:
    """Delete what was dealt with long ago."""
    old = Inquiry.answered_at < clock.now() - KEPT
    work.session.execute(delete(Inquiry).where(Inquiry.state != "open", old))
