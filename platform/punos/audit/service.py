"""Verbs about audit. The chain over its rows is in `punos.audit.chain`."""

from collections.abc import Sequence
from uuid import UUID

from punos import clock
from punos.audit.models import AccessEntry, AuditEvent
from punos.codes import require_code
from punos.work import Work


def record(
    work: Work,
    action: str,
    subject_kind: str,
    subject_id: UUID | None,
    fields: Sequence[str] = (),
) -> None:
    """Write down who did what, in the deed's own transaction.

    `fields` are names of fields and codes of states. Raises ValueError for anything longer, since a
    value of a person must never get in.
    """
    row = AuditEvent(
        at=clock.now(),
        actor_kind=work.actor.kind,
        actor_id=work.actor.id,
        action=require_code(action, "an audited action"),
        subject_kind=require_code(subject_kind, "an audited kind"),
        subject_id=subject_id,
        fields=[require_code(name, "an audited field") for name in fields],
    )
    work.session.add(row)


def read_page(work: Work, person_id: UUID, page: str) -> None:
    """Write down that the actor read a page about a person. A GET may do this."""
    row = AccessEntry(
        at=clock.now(),
        actor_kind=work.actor.kind,
        actor_id=work.actor.id,
        person_id=person_id,
        page=require_code(page, "a read page"),
    )
    work.session.add(row)


def read_about(work: Work, subject_id: UUID, page: str) -> None:
    """The same of somebody who has no record here: what was read is named instead."""
    row = AccessEntry(
        at=clock.now(),
        actor_kind=work.actor.kind,
        actor_id=work.actor.id,
        subject_id=subject_id,
        page=require_code(page, "a read page"),
    )
    work.session.add(row)


def deny_page(work: Work, page: str) -> None:
    """Write down that a known principal asked for what they may not have.

    To be called in a transaction of its own: the one that was denied is rolled back.
    """
    row = AccessEntry(
        at=clock.now(),
        actor_kind=work.actor.kind,
        actor_id=work.actor.id,
        page=require_code(page, "a denied page"),
        denied=True,
    )
    work.session.add(row)
