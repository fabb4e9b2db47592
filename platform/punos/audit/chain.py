"""The chain over audit rows: sealed by the worker, so that no request takes a lock.

Each seal's digest covers its number, the whole audit row and the digest before it. To change, drop
or move one row unseen, all later seals would have to be made anew; the newest digest, kept
elsewhere (`punos audit verify` prints it), shows even that.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from punos import clock
from punos.audit.models import AuditEvent, AuditSeal
from punos.db.queue import hold
from punos.ids import earliest_id, made_at
from punos.work import Work

FIRST = "0" * 64
_OVERLAP = timedelta(days=1)
"""Rows commit in another order than their ids: this far back, unsealed ones are looked for."""
_CHUNK = 500


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place of the chain: `changed`, `missing`, `gap` or `unsealed`."""

    what: str
    number: int | None
    audit_id: UUID | None


def digest(row: AuditEvent, number: int, previous: str) -> str:
    """The digest of one link: 64 hexadecimal digits."""
    content = {
        "tenant": str(row.tenant_id),
        "id": str(row.id),
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [row.actor_kind, str(row.actor_id)],
        "action": row.action,
        "subject": [row.subject_kind, str(row.subject_id)],
        "fields": row.fields,
        "number": number,
        "previous": previous,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(work: Work, limit: int = _CHUNK) -> int:
    """Seal up to `limit` rows that are not sealed yet; how many they were.

    Two workers at once: one seals, the other finds the chain taken and does nothing; the unique
    number would refuse it anyway.
    """
    if not _unsealed(work, 1) or not hold(work.session, "audit chain", work.tenant.id):
        return 0
    first, previous = head(work)
    number = first
    for row in _unsealed(work, limit):
        number += 1
        previous = digest(row, number, previous)
        work.session.add(AuditSeal(number=number, audit_id=row.id, digest=previous))
    work.session.flush()
    return number - first


def head(work: Work) -> tuple[int, str]:
    """Number and digest of the newest seal; `(0, FIRST)` before there is one."""
    query = select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1)
    newest = work.session.scalars(query).one_or_none()
    return (newest.number, newest.digest) if newest else (0, FIRST)


def verify(work: Work) -> list[Problem]:
    """Everything wrong with the tenant's chain, in its order; empty for a sound one.

    A row that was changed, or whose seal was moved elsewhere, is `changed`. After it the walk goes
    on from the stored digest, so that one tampered row is one problem.
    """
    problems: list[Problem] = []
    expected, previous = 1, FIRST
    for seal_row, row in _links(work):
        if seal_row.number != expected:
            problems.append(Problem("gap", expected, None))
        if row is None:
            problems.append(Problem("missing", seal_row.number, seal_row.audit_id))
        elif seal_row.number == expected and digest(row, expected, previous) != seal_row.digest:
            problems.append(Problem("changed", seal_row.number, row.id))
        expected, previous = seal_row.number + 1, seal_row.digest
    return problems + [Problem("unsealed", None, row_id) for row_id in _forgotten(work)]


def _links(work: Work) -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    last = 0
    while True:
        query = (
            select(AuditSeal, AuditEvent)
            .outerjoin(AuditEvent, AuditEvent.id == AuditSeal.audit_id)
            .where(AuditSeal.number > last)
            .order_by(AuditSeal.number)
            .limit(_CHUNK)
        )
        found = [(link, row) for link, row in work.session.execute(query)]
        if not found:
            return
        yield from found
        last = found[-1][0].number
        work.session.expunge_all()


def _unsealed(work: Work, limit: int) -> list[AuditEvent]:
    query = select(AuditEvent).where(~_has_seal()).order_by(AuditEvent.id).limit(limit)
    newest = work.session.scalar(
        select(AuditSeal.audit_id).order_by(AuditSeal.audit_id.desc()).limit(1)
    )
    if newest is not None:
        query = query.where(AuditEvent.id >= earliest_id(made_at(newest) - _OVERLAP))
    return list(work.session.scalars(query))


def _forgotten(work: Work) -> list[UUID]:
    """Rows so old that the sealing would not look for them any more."""
    newest = earliest_id(clock.now() - clock.offset() - _OVERLAP)
    query = select(AuditEvent.id).where(~_has_seal(), AuditEvent.id < newest)
    return list(work.session.scalars(query.order_by(AuditEvent.id)))


def _has_seal() -> ColumnElement[bool]:
    return exists().where(AuditSeal.audit_id == AuditEvent.id).correlate(AuditEvent)
