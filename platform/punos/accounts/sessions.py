"""Sessions: a row for each signed-in browser. Ending the row ends the session at the next request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Update, delete, or_, select, update

from punos import clock
from punos.accounts.identify import OTHERS, is_live
from punos.accounts.models import Account, AccountSession
from punos.accounts.roles import is_staff
from punos.accounts.tokens import new_token, token_hash
from punos.audit.service import record as audit
from punos.work import Work


def start(
    work: Work,
    account: Account,
    *,
    proved_at: datetime | None,
    agent: str | None = None,
    passed_second: bool = False,
) -> str:
    """Sign a browser in and give its new token. A token that the browser had is never taken over.

    `proved_at` is when whoever sits there last proved who they are, if that counts.
    """
    now, token = clock.now(), new_token()
    session = AccountSession(
        account_id=account.id,
        token_hash=token_hash(token),
        staff=is_staff(work, account.id),
        created_at=now,
        seen_at=now,
        proved_at=proved_at,
        passed_second=passed_second,
        agent=agent,
    )
    work.session.add(session)
    audit(work, "account.signed_in", "account", account.id)
    return token


def prove(work: Work, session_id: UUID, *, second: bool) -> str:
    """Note that whoever sits there proved once more who they are; gives the session's new token.

    `second`: they passed the second step. The token that the browser had is worth nothing any more.
    """
    token = new_token()
    changes: dict[str, object] = {"token_hash": token_hash(token), "proved_at": clock.now()}
    if second:
        changes["passed_second"] = True
    mine = update(AccountSession).where(AccountSession.id == session_id)
    work.session.execute(mine.values(changes).execution_options(synchronize_session=False))
    return token


def end(work: Work, account_id: UUID, session_id: UUID) -> bool:
    """End one session of an account. False when the account has no such session."""
    mine = (AccountSession.account_id == account_id, AccountSession.id == session_id)
    ended = work.session.execute(_ending().where(*mine).returning(AccountSession.id)).all()
    if ended:
        audit(work, "account.signed_out", "account", account_id)
    return bool(ended)


def end_all(work: Work, account_id: UUID, *, but: UUID | None = None) -> None:
    """End every session of an account, or every one but `but`."""
    query = _ending().where(AccountSession.account_id == account_id)
    work.session.execute(query.where(AccountSession.id != but) if but else query)
    audit(work, "account.sessions_ended", "account", account_id)


def live(work: Work, account_id: UUID) -> list[AccountSession]:
    """The sessions of an account that still hold, the one used last first."""
    query = select(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.revoked_at.is_(None)
    )
    now = clock.now()
    rows = work.session.scalars(query.order_by(AccountSession.seen_at.desc()))
    return [row for row in rows if is_live(row.created_at, row.seen_at, row.staff, now)]


def forget(work: Work) -> None:
    """Delete sessions that ended or that nothing can bring back."""
    before: datetime = clock.now() - OTHERS
    over = or_(AccountSession.created_at < before, AccountSession.revoked_at < before)
    work.session.execute(delete(AccountSession).where(over))


def _ending() -> Update:
    return (
        update(AccountSession)
        .where(AccountSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )
