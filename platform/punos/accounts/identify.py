"""Who is asking: from a session's token or a signed link's token to a principal. Runs in each request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update

from punos import clock
from punos.access import AccessRegistry, Principal, Role, join_grants
from punos.accounts.models import (
    AccessLink,
    Account,
    AccountRole,
    AccountSession,
    SecondFactor,
)
from punos.accounts.tokens import token_hash
from punos.db import TenantSession
from punos.extend import PluginState
from punos.work import Work

STAFF_IDLE = timedelta(minutes=30)
STAFF_WHOLE = timedelta(hours=12)
OTHERS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)
HALF_IN = timedelta(minutes=15)
"""How long the second step may take after the first."""
Step = Literal["code", "setup"]


@dataclass(frozen=True)
class SignedIn:
    """The account whose session the browser holds."""

    principal: Principal
    account_id: UUID
    name: str
    language: str | None
    session_id: UUID
    staff: bool
    begun_at: datetime
    proved_at: datetime | None
    """When whoever sits there last proved who they are."""
    has_second: bool
    """Whether the account has a second factor."""
    passed_second: bool
    """Whether it was passed in this session, or the device was remembered from one."""

    def waits_for(self, *, required: bool) -> Step | None:
        """What is missing before anything else may be done; `required`: of staff, here."""
        if self.passed_second:
            return None
        if self.has_second:
            return "code"
        return "setup" if required and self.staff else None

    def is_in_time(self) -> bool:
        """Whether the second step may still follow the first."""
        return clock.now() - self.begun_at < HALF_IN


def account_by_token(work: Work, token: str | None, access: AccessRegistry) -> SignedIn | None:
    """The account of a live session at this tenant, read in one statement; else None.

    Notes, at most once a minute, that the session was used.
    """
    rows = _session_rows(work.session, token) if token else []
    if not rows:
        return None
    row, now = rows[0], clock.now()
    held = [(access.role(r.role), r.unit_id) for r in rows if r.role is not None]
    roles = [(role, unit) for role, unit in held if role is not None and _counts(work, role)]
    staff = any(role.staff for role, _unit in roles)
    # Whoever was staff at sign-in, or is now: the stricter limit holds.
    if not is_live(row.created_at, row.seen_at, row.staff or staff, now):
        return None
    if now - row.seen_at >= SEEN_EVERY:
        _note_use(work.session, row.session_id, now)
    grants = join_grants((access.granted(role, unit), unit) for role, unit in roles)
    principal = Principal("account", grants, account_id=row.account_id, person_id=row.person_id)
    return SignedIn(
        principal=principal,
        account_id=row.account_id,
        name=row.name,
        language=row.language,
        session_id=row.session_id,
        staff=staff,
        begun_at=row.created_at,
        proved_at=row.proved_at,
        has_second=row.second_id is not None,
        passed_second=row.passed_second,
    )


def _counts(work: Work, role: Role) -> bool:
    """Whether a role grants anything here: a plugin's own does not where the plugin is off."""
    return role.plugin is None or work.plugin_states.get(role.plugin, PluginState.OFF).reads


def is_live(created_at: datetime, seen_at: datetime, staff: bool, now: datetime) -> bool:
    """Whether a session with these times is neither too old nor left alone for too long."""
    idle, whole = (STAFF_IDLE, STAFF_WHOLE) if staff else (OTHERS, OTHERS)
    return now - seen_at < idle and now - created_at < whole


def link_by_token(work: Work, token: str | None, access: AccessRegistry) -> Principal | None:
    """The bearer of a link that still holds at this tenant, else None.

    Its permissions are limited to no unit at all, so that a listing shows nothing: a bearer's page
    reads the link's subject and nothing else.
    """
    link = usable_link(work.session, token) if token else None
    purpose = access.purposes.get(link.purpose) if link is not None else None
    if link is None or purpose is None:
        return None
    return Principal(
        "link",
        dict.fromkeys(purpose.permissions, frozenset[UUID]()),
        person_id=link.person_id,
        link_id=link.id,
        purpose=link.purpose,
        subject_kind=link.subject_kind,
        subject_id=link.subject_id,
    )


def usable_link(session: TenantSession, token: str) -> AccessLink | None:
    """The row of a token that is neither expired, used up nor revoked."""
    found = select(AccessLink).where(AccessLink.token_hash == token_hash(token))
    link = session.scalars(found).one_or_none()
    return link if link is not None and is_usable(link) else None


def is_usable(link: AccessLink) -> bool:
    """Whether the link may still be used."""
    used_up = link.max_uses is not None and link.uses >= link.max_uses
    return link.revoked_at is None and not used_up and clock.now() < link.expires_at


# Every request asks it, so it is built once.
_SESSION = (
    select(
        AccountSession.id.label("session_id"),
        AccountSession.staff,
        AccountSession.created_at,
        AccountSession.seen_at,
        AccountSession.proved_at,
        AccountSession.passed_second,
        SecondFactor.id.label("second_id"),
        Account.id.label("account_id"),
        Account.person_id,
        Account.name,
        Account.language,
        AccountRole.role,
        AccountRole.unit_id,
    )
    .join(Account, Account.id == AccountSession.account_id)
    .outerjoin(AccountRole, AccountRole.account_id == Account.id)
    .outerjoin(
        SecondFactor,
        and_(SecondFactor.account_id == Account.id, SecondFactor.confirmed_at.is_not(None)),
    )
    .where(
        AccountSession.token_hash == bindparam("token_hash"),
        AccountSession.revoked_at.is_(None),
        Account.state == "active",
    )
)


def _session_rows(session: TenantSession, token: str) -> Sequence[Any]:
    return session.execute(_SESSION, {"token_hash": token_hash(token)}).all()


def _note_use(session: TenantSession, session_id: UUID, now: datetime) -> None:
    # A row that another request of the same browser holds is left alone: it notes the same minute.
    free = (
        select(AccountSession.id)
        .where(AccountSession.id == session_id)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        update(AccountSession)
        .where(AccountSession.id.in_(free))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
