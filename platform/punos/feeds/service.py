"""Verbs about calendar feeds: one secret address for each person or account, revocable at any time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.accounts.identify import usable_link
from punos.accounts.links import issue, revoke
from punos.accounts.models import AccessLink, Account
from punos.accounts.roles import is_staff
from punos.audit.service import record as audit
from punos.errors import Absent
from punos.people.models import Person
from punos.work import Work

PURPOSE = "calendar"
LASTS = timedelta(days=800)
"""A calendar goes on by itself; whoever forgets it should not leave an address open for ever."""


def make_feed(work: Work) -> str:
    """A new secret address for whoever acts, known here and never again; an older one ends.

    Raises Absent for somebody who is neither a person nor an account here.
    """
    kind, subject_id = _subject(work)
    end_feed(work)
    link = issue(
        work,
        PURPOSE,
        kind,
        subject_id,
        person_id=subject_id if kind == "person" else None,
        lifetime=LASTS,
    )
    return f"{work.base_url}/calendar/{link.rpartition('/')[2]}.ics"


def end_feed(work: Work) -> None:
    """The address works no longer. Ending it again changes nothing."""
    kind, subject_id = _subject(work)
    if feed_of(work) is not None:
        revoke(work, subject_id=subject_id, purpose=PURPOSE)
        audit(work, "calendar.ended", kind, subject_id)


def feed_of(work: Work) -> AccessLink | None:
    """The link behind the address of whoever acts, while there is one."""
    _kind, subject_id = _subject(work)
    query = select(AccessLink).where(
        AccessLink.purpose == PURPOSE,
        AccessLink.subject_id == subject_id,
        AccessLink.revoked_at.is_(None),
        AccessLink.expires_at > clock.now(),
    )
    return work.session.scalars(query.limit(1)).first()


def owner_of(work: Work, token: str) -> Person | Account:
    """Whose feed a token is: a person, or one of the staff. Raises Absent.

    Whoever was erased, or does not work here any more, has none.
    """
    link = usable_link(work.session, token)
    if link is None or link.purpose != PURPOSE:
        raise Absent
    owner = _owner(work, link)
    if owner is None:
        raise Absent
    return owner


def _owner(work: Work, link: AccessLink) -> Person | Account | None:
    if link.subject_kind == "person":
        query = select(Person).where(Person.id == link.subject_id, Person.erased_at.is_(None))
        return work.session.scalars(query).one_or_none()
    account = work.session.scalars(
        select(Account).where(Account.id == link.subject_id, Account.state == "active")
    ).one_or_none()
    return account if account is not None and is_staff(work, account.id) else None


def _subject(work: Work) -> tuple[str, UUID]:
    """A person's feed is the person's, however they came; staff who are nobody's person have their own."""
    if work.actor.person_id is not None:
        return "person", work.actor.person_id
    if work.account_id is not None:
        return "account", work.account_id
    raise Absent
