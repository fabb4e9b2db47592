"""Signed links: a row whose bearer is a principal. The address holds the token, the row its hash.

GET exchanges the token for a cookie and changes nothing; what the link is for happens by POST, which
calls `use`.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from punos import clock
from punos.access import Principal
from punos.accounts.identify import is_usable
from punos.accounts.models import AccessLink
from punos.accounts.tokens import new_token, token_hash
from punos.audit.service import record as audit
from punos.core_access import core_access
from punos.db import lock_row
from punos.errors import Absent
from punos.work import Work

KEPT = timedelta(days=30)
"""How long a link's row stays after it has ended, so that its use can still be looked up."""


class LinkGone(Absent):
    """The link was used up, revoked or has expired: the reader may be told how to get a new one."""


def issue(
    work: Work,
    purpose: str,
    subject_kind: str,
    subject_id: UUID,
    *,
    person_id: UUID | None = None,
    lifetime: timedelta | None = None,
    max_uses: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> str:
    """Make a link about a subject and give its full address, which is known here and never again.

    `lifetime` and `max_uses` are the purpose's unless given. Raises ConfigurationError for a
    purpose nobody declared.
    """
    declared = core_access(work.registry).purpose(purpose)
    now, token = clock.now(), new_token()
    link = AccessLink(
        purpose=purpose,
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=person_id,
        token_hash=token_hash(token),
        data=dict(data or {}),
        expires_at=now + (lifetime or declared.lifetime),
        uses=0,
        max_uses=max_uses or declared.max_uses,
        created_at=now,
    )
    work.session.add(link)
    audit(work, "link.issued", subject_kind, subject_id, [purpose])
    return f"{work.base_url}/l/{token}"


def use(work: Work, principal: Principal) -> AccessLink:
    """Count one use of the bearer's link, and give the link.

    The row is held until the transaction ends, so that of several uses at the same moment only as
    many succeed as the link allows. Raises LinkGone when it allows no more.
    """
    link = lock_row(work.session, AccessLink, principal.link_id) if principal.link_id else None
    if link is None or not is_usable(link):
        raise LinkGone
    link.uses += 1
    audit(work, "link.used", link.subject_kind, link.subject_id, [link.purpose])
    return link


def held_link(work: Work, principal: Principal) -> AccessLink:
    """The bearer's link, to read what it carries; nothing is counted. Raises LinkGone."""
    query = select(AccessLink).where(AccessLink.id == principal.link_id)
    link = work.session.scalars(query).one_or_none()
    if link is None or not is_usable(link):
        raise LinkGone
    return link


def revoke(
    work: Work,
    *,
    link_id: UUID | None = None,
    subject_id: UUID | None = None,
    person_id: UUID | None = None,
    purpose: str | None = None,
) -> None:
    """End links at once: one, all about a subject or all of a person; of one purpose, if given."""
    if link_id is None and subject_id is None and person_id is None:
        raise ValueError("which links?")
    ended = update(AccessLink).where(AccessLink.revoked_at.is_(None))
    for column, wanted in (
        (AccessLink.id, link_id),
        (AccessLink.subject_id, subject_id),
        (AccessLink.person_id, person_id),
        (AccessLink.purpose, purpose),
    ):
        ended = ended.where(column == wanted) if wanted is not None else ended
    work.session.execute(ended.values(revoked_at=clock.now()))


def landing(work: Work, purpose: str) -> str:
    """The endpoint that bearers of this purpose are sent to."""
    endpoint: str = core_access(work.registry).purpose(purpose).landing
    return endpoint


def forget(work: Work) -> None:
    """Delete links that ended long ago."""
    before = clock.now() - KEPT
    over = or_(AccessLink.expires_at < before, AccessLink.revoked_at < before)
    work.session.execute(delete(AccessLink).where(over))


def of_subject(work: Work, subject_id: UUID) -> list[AccessLink]:
    """The links about a subject that may still be used, the newest first."""
    query = select(AccessLink).where(AccessLink.subject_id == subject_id)
    rows = work.session.scalars(query.order_by(AccessLink.created_at.desc()))
    return [link for link in rows if is_usable(link)]
