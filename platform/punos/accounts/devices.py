"""Browsers in which the second step is not asked for some weeks: a row each, the cookie holds the token."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, Update, delete, or_, select, update

from punos import clock
from punos.accounts.models import RememberedDevice
from punos.accounts.tokens import new_token, token_hash
from punos.audit.service import record as audit
from punos.work import Work

LASTS = timedelta(days=30)


def remember(work: Work, account_id: UUID, agent: str | None) -> str:
    """Remember a browser of this account from now on; gives the token for its cookie."""
    now, token = clock.now(), new_token()
    work.session.add(
        RememberedDevice(
            account_id=account_id,
            token_hash=token_hash(token),
            agent=agent,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    audit(work, "account.device_remembered", "account", account_id)
    return token


def is_known(work: Work, account_id: UUID, token: str | None) -> bool:
    """Whether this is the token of a browser that this account had remembered."""
    if not token:
        return False
    query = _live(account_id).where(RememberedDevice.token_hash == token_hash(token))
    return work.session.scalars(query).one_or_none() is not None


def live(work: Work, account_id: UUID) -> list[RememberedDevice]:
    """The browsers that are remembered, the newest first."""
    query = _live(account_id).order_by(RememberedDevice.created_at.desc())
    return list(work.session.scalars(query))


def forget_one(work: Work, account_id: UUID, device_id: UUID) -> bool:
    """Forget one browser of an account. False when the account has no such browser."""
    mine = (RememberedDevice.account_id == account_id, RememberedDevice.id == device_id)
    ended = work.session.execute(_ending().where(*mine).returning(RememberedDevice.id)).all()
    if ended:
        audit(work, "account.device_forgotten", "account", account_id)
    return bool(ended)


def forget_all(work: Work, account_id: UUID) -> None:
    """Forget every browser of an account."""
    work.session.execute(_ending().where(RememberedDevice.account_id == account_id))


def forget(work: Work) -> None:
    """Delete the rows of browsers that are remembered no longer."""
    now = clock.now()
    over = or_(RememberedDevice.expires_at < now, RememberedDevice.revoked_at < now)
    work.session.execute(delete(RememberedDevice).where(over))


def _live(account_id: UUID) -> Select[RememberedDevice]:
    return select(RememberedDevice).where(
        RememberedDevice.account_id == account_id,
        RememberedDevice.revoked_at.is_(None),
        RememberedDevice.expires_at > clock.now(),
    )


def _ending() -> Update:
    return (
        update(RememberedDevice)
        .where(RememberedDevice.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )
