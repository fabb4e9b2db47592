"""Slowing down guessing: tries are rows, counted by account and by network address.

Keys are keyed hashes, so the rows hold neither addresses of people nor of networks. A try is counted
before anything is looked up or hashed, in a short unit of work of its own, so that the count stays
whatever is answered.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from punos import clock
from punos.accounts.models import SignInAttempt
from punos.work import Work

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many tries of a kind are allowed in the window: for one account, from one address."""

    kind: str
    by_account: int
    by_address: int


GUESSES = Limit("password", 10, 10)
"""Failed passwords. A right one is taken out of the count."""
MAILS = Limit("mail", 5, 50)
"""Asking for a mail with a link: many may do so at once in one classroom."""

CODES = Limit("code", 5, 30)
"""Wrong codes of a second step: of a million, three fit at a time."""

RECEIPTS = Limit("receipt", 5, 50)
"""Receipts of applications: anybody may type anybody's address."""
ENTRIES = Limit("entry", 50, 50)
"""Taking places without an account, from one network: by a script, all places would be gone."""


def admit(own: Work, limit: Limit, *, account: str, address: str, secret: str) -> UUID | None:
    """Count a try, by an account's name and a network address; None when there were too many.

    `own` is a unit of work of its own, committed whatever comes after. A refused try is not counted,
    so nobody is locked out for ever. Tries at the same moment may pass the limit by as many as run
    at once.
    """
    account_key = _key(own, secret, limit.kind, "account", account)
    address_key = _key(own, secret, limit.kind, "address", address)
    by_account, by_address = _recent(own, account_key, address_key)
    if by_account >= limit.by_account or by_address >= limit.by_address:
        return None
    attempt = _attempt(account_key, address_key, succeeded=False)
    own.session.add(attempt)
    own.session.flush()
    return attempt.id


def succeed(work: Work, attempt_id: UUID) -> None:
    """The try was the right person's: it counts no longer. Part of the caller's transaction."""
    mine = select(SignInAttempt).where(SignInAttempt.id == attempt_id)
    attempt = work.session.scalars(mine).one_or_none()
    if attempt is not None:
        work.session.delete(attempt)
        work.session.add(_attempt(attempt.account_key, attempt.address_key, succeeded=True))


def forget(work: Work) -> None:
    """Delete tries that no longer count."""
    old = SignInAttempt.at < clock.now() - KEPT
    work.session.execute(delete(SignInAttempt).where(old))


def _attempt(account_key: str, address_key: str, *, succeeded: bool) -> SignInAttempt:
    return SignInAttempt(
        account_key=account_key, address_key=address_key, succeeded=succeeded, at=clock.now()
    )


def _recent(work: Work, account_key: str, address_key: str) -> tuple[int, int]:
    of_account = SignInAttempt.account_key == account_key
    of_address = SignInAttempt.address_key == address_key
    counts = select(func.count().filter(of_account), func.count().filter(of_address))
    query = counts.select_from(SignInAttempt).where(
        or_(of_account, of_address),
        SignInAttempt.succeeded.is_(False),
        SignInAttempt.at > clock.now() - WINDOW,
    )
    by_account, by_address = work.session.execute(query).one()
    return by_account, by_address


def _key(work: Work, secret: str, kind: str, what: str, value: str) -> str:
    said = f"attempt:{work.tenant.id}:{kind}:{what}:{value}"
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()
