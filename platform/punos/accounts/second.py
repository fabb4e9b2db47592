"""The second step of signing in: an authenticator app, and recovery codes for who has lost it."""

import hmac
import secrets
from uuid import UUID

import pyotp
from sqlalchemy import ColumnElement, delete, func, select

from punos import clock
from punos.accounts import devices, mails, sessions
from punos.accounts.models import Account, RecoveryCode, SecondFactor
from punos.accounts.sealing import Sealer
from punos.accounts.tokens import token_hash
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Refused
from punos.i18n import _
from punos.work import Work

KIND = "account"
STEP = 30
"""Seconds for which an app shows one code. One step more is taken on either side, for slow clocks."""
CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_LENGTH = 16
"""Of a recovery code, in characters: 79 bits, so that a plain hash keeps it."""


def begin(work: Work, account: Account, sealer: Sealer) -> None:
    """Make a secret for an app that has still to be confirmed; one that was never confirmed goes.

    Raises Refused when the account has a second step already.
    """
    lock_row(work.session, Account, account.id)
    found = _of(work, account.id)
    if found is not None and found.confirmed_at is not None:
        raise Refused(_("You have a second step already."))
    if found is not None:
        work.session.delete(found)
        work.session.flush()
    secret = sealer.seal(pyotp.random_base32(), account.id)
    made = SecondFactor(account_id=account.id, secret=secret, created_at=clock.now())
    work.session.add(made)


def unconfirmed_secret(work: Work, account_id: UUID, sealer: Sealer) -> str | None:
    """The secret that an app has still to be given; None when there is none, or it is confirmed."""
    found = _of(work, account_id)
    if found is None or found.confirmed_at is not None:
        return None
    return sealer.opened(found.secret, account_id)


def address_for_app(secret: str, account: Account, association: str) -> str:
    """What the square code holds: the form that every authenticator app reads (otpauth://…)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=association)


def confirm(work: Work, account: Account, typed: str, sealer: Sealer) -> list[str] | None:
    """Let the app count from now on, when it shows the right code; gives the recovery codes.

    None for a wrong code. Every browser that was remembered is forgotten, and the person is told.
    """
    found = _held(work, account.id)
    if found is None or found.confirmed_at is not None:
        raise Refused(_("Begin again: this page was open too long."))
    if not _fits(found, typed, sealer):
        return None
    found.confirmed_at = clock.now()
    audit(work, "account.second_step_on", KIND, account.id)
    devices.forget_all(work, account.id)
    mails.second_step_on(work, account)
    return new_codes(work, account.id)


def check(work: Work, account: Account, typed: str, sealer: Sealer) -> bool:
    """Whether this is the app's code or an unused recovery code. Either is used up by it."""
    found = _held(work, account.id)
    if found is None or found.confirmed_at is None:
        return False
    return _fits(found, typed, sealer) or _use_recovery_code(work, account, typed)


def new_codes(work: Work, account_id: UUID) -> list[str]:
    """Ten new recovery codes, known here and never again. Those from before end."""
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [_new_code() for _number in range(CODES)]
    now = clock.now()
    for code in codes:
        made = RecoveryCode(account_id=account_id, code_hash=_hash(code), created_at=now)
        work.session.add(made)
    audit(work, "account.recovery_codes_made", KIND, account_id)
    return codes


def are_codes_of(work: Work, account_id: UUID, codes: list[str]) -> bool:
    """Whether all of these are unused recovery codes of the account."""
    query = select(RecoveryCode.code_hash).where(*_unused(account_id))
    return bool(codes) and {_hash(code) for code in codes} <= set(work.session.scalars(query))


def codes_left(work: Work, account_id: UUID) -> int:
    """How many recovery codes have not been used."""
    query = select(func.count()).select_from(RecoveryCode).where(*_unused(account_id))
    return work.session.scalars(query).one()


def has_one(work: Work, account_id: UUID) -> bool:
    """Whether the account has a second step that counts."""
    found = _of(work, account_id)
    return found is not None and found.confirmed_at is not None


def remove(work: Work, account: Account, *, keep: UUID | None = None) -> None:
    """Take the second step away; every session but `keep` ends. Where it is required, the next
    sign-in leads to setting it up. The person is told."""
    for model in (SecondFactor, RecoveryCode):
        work.session.execute(delete(model).where(model.account_id == account.id))
    devices.forget_all(work, account.id)
    sessions.end_all(work, account.id, but=keep)
    audit(work, "account.second_step_off", KIND, account.id)
    mails.second_step_off(work, account)


def _fits(found: SecondFactor, typed: str, sealer: Sealer) -> bool:
    """Whether the app shows this code now. The step is noted, so that no code is taken twice."""
    secret, code = sealer.opened(found.secret, found.account_id), "".join(typed.split())
    if secret is None or not code.isascii():
        return False
    app, now = pyotp.TOTP(secret), _step_now()
    for step in (now - 1, now, now + 1):
        fresh = found.last_step is None or step > found.last_step
        if hmac.compare_digest(app.generate_otp(step), code) and fresh:
            found.last_step = step
            return True
    return False


def _step_now() -> int:
    # Phones do not live in a demo's moved time.
    return int((clock.now() - clock.offset()).timestamp()) // STEP


def _use_recovery_code(work: Work, account: Account, typed: str) -> bool:
    query = select(RecoveryCode).where(*_unused(account.id), RecoveryCode.code_hash == _hash(typed))
    found = work.session.scalars(query).one_or_none()
    if found is None:
        return False
    found.used_at = clock.now()
    audit(work, "account.recovery_code_used", KIND, account.id)
    mails.recovery_code_used(work, account)
    return True


def _unused(account_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)


def _new_code() -> str:
    text = "".join(secrets.choice(_ALPHABET) for _place in range(_LENGTH))
    return "-".join(text[at : at + 4] for at in range(0, _LENGTH, 4))


def _hash(typed: str) -> str:
    return token_hash("".join(c for c in typed.lower() if c in _ALPHABET))


def _of(work: Work, account_id: UUID) -> SecondFactor | None:
    query = select(SecondFactor).where(SecondFactor.account_id == account_id)
    return work.session.scalars(query).one_or_none()


def _held(work: Work, account_id: UUID) -> SecondFactor | None:
    """Held until the transaction ends, so that one code sent twice at once is taken once."""
    found = _of(work, account_id)
    return lock_row(work.session, SecondFactor, found.id) if found is not None else None
