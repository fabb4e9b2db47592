"""Verbs about accounts: making, inviting, signing in, passwords, closing."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from punos import clock
from punos.access import Principal
from punos.accounts import attempts, devices, links, mails, passwords, sessions
from punos.accounts.models import (
    Account,
    AccountRole,
    RecoveryCode,
    RememberedDevice,
    SecondFactor,
)
from punos.accounts.roles import ADMINISTRATOR, known_roles, lock_administrators, may_give, roles_of
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.errors import Refused
from punos.i18n import _staff
from punos.people.service import fold_email
from punos.work import Work

KIND = "account"
PASSWORD_LINKS = ("invitation", "password_reset")


def create_account(
    work: Work,
    *,
    email: str,
    name: str,
    role: str,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    password: str | None = None,
    language: str | None = None,
) -> Account:
    """Make an account with one role: active with a password, else waiting for its invitation.

    Sends nothing. Raises LookupError for a role that nobody declared and Refused when the address
    has an account here already.
    """
    if find_account(work, email) is not None:
        raise Refused(_staff("There is an account with this e-mail address already."))
    account = Account(
        person_id=person_id,
        name=name.strip(),
        email=email.strip(),
        email_folded=fold_email(email),
        password_hash=passwords.hash_password(password) if password else None,
        language=language,
        state="active" if password else "invited",
        created_at=clock.now(),
    )
    work.session.add(account)
    # Roles refer to the account, and the session does not know that without a relationship.
    work.session.flush()
    audit(work, "account.created", KIND, account.id)
    give_role(work, account, role, unit_id)
    return account


def find_account(work: Work, email: str) -> Account | None:
    """The account with this address at this tenant, in any state."""
    query = select(Account).where(Account.email_folded == fold_email(email))
    return work.session.scalars(query).one_or_none()


def account_with_address(work: Work, email: str) -> UUID | None:
    """Whose address this is: the account that signs in with it."""
    account = find_account(work, email)
    return account.id if account is not None else None


def account_names(work: Work, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of accounts, by their ids: for staff who have to know who did what."""
    query = select(Account.id, Account.name).where(Account.id.in_(account_ids))
    return {row.id: row.name for row in work.session.execute(query)}


def invite(
    work: Work,
    *,
    email: str,
    name: str,
    role: str,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    language: str | None = None,
) -> Account:
    """Give somebody a role and write to them: whether the address was known is not told.

    A new or closed account gets an invitation, one that can sign in already is told of the role.
    Raises Refused when the actor may not give the role.
    """
    account = find_account(work, email)
    if account is None:
        account = create_account(
            work, email=email, name=name, role=role, unit_id=unit_id, language=language,
            person_id=person_id,
        )  # fmt: skip
    else:
        give_role(work, account, role, unit_id)
        account.person_id = account.person_id or person_id
    if account.state == "closed":
        account.state, account.closed_at = "invited", None
    if account.state == "invited":
        send_invitation(work, account)
    else:
        mails.another_role(work, account)
    audit(work, "account.invited", KIND, account.id, [role])
    return account


def send_invitation(work: Work, account: Account) -> None:
    """Write to somebody who has not signed in yet. Earlier invitations end."""
    links.revoke(work, subject_id=account.id, purpose="invitation")
    link = links.issue(work, "invitation", KIND, account.id, person_id=account.person_id)
    mails.invitation(work, account, link)


def send_sign_in_link(work: Work, account: Account) -> None:
    """Write the one-time link to the account's own address. Earlier ones end."""
    links.revoke(work, subject_id=account.id, purpose="sign_in")
    link = links.issue(work, "sign_in", KIND, account.id, person_id=account.person_id)
    mails.sign_in_link(work, account, link)


def send_new_password(work: Work, account: Account) -> None:
    """Write the way to a new password to the account's own address. Earlier ones end."""
    links.revoke(work, subject_id=account.id, purpose="password_reset")
    link = links.issue(work, "password_reset", KIND, account.id, person_id=account.person_id)
    mails.new_password(work, account, link)


def send_way_in(work: Work, account: Account) -> None:
    """The way to a new password, or once more the invitation to who has not used it yet."""
    if account.state == "invited":
        send_invitation(work, account)
    else:
        send_new_password(work, account)


def give_role(work: Work, account: Account, role: str, unit_id: UUID | None = None) -> None:
    """Give a role, for the whole association or one unit; nothing happens when it is held already.

    Raises LookupError for an unknown role and Refused when the actor may not give it.
    """
    declared = known_roles(work)[role]
    if not may_give(work, declared, unit_id):
        raise Refused(_staff("You cannot give a role that may do more than you may."))
    held = {(row.role, row.unit_id) for row in roles_of(work, account.id)}
    if (role, unit_id) not in held:
        work.session.add(AccountRole(account_id=account.id, role=role, unit_id=unit_id))
        audit(work, "account.role_given", KIND, account.id, [role])


def take_role(work: Work, account: Account, held: AccountRole) -> None:
    """Take a role away. Raises Refused for the last administrator's, and for one above the actor's."""
    declared = known_roles(work).get(held.role)
    if declared is not None and not may_give(work, declared, held.unit_id):
        raise Refused(_staff("You cannot take away a role that may do more than you may."))
    if held.role == ADMINISTRATOR and held.unit_id is None:
        _refuse_last_administrator(work, account)
    work.session.delete(held)
    audit(work, "account.role_taken", KIND, account.id, [held.role])


def check_password(work: Work, email: str, password: str) -> Account | None:
    """The active account with this address and password. Takes the same time for any address."""
    account = find_account(work, email)
    active = account is not None and account.state == "active"
    kept = account.password_hash if account is not None and active else None
    if not passwords.fits(kept, password) or account is None or kept is None:
        return None
    if passwords.is_outdated(kept):
        account.password_hash = passwords.hash_password(password)
    return account


def enter_by_link(work: Work, bearer: Principal) -> Account:
    """The account whose one-time link this is, used up now. Raises LinkGone."""
    account = account_of(work, bearer, hold=True)
    links.use(work, bearer)
    account.state = "active"
    return account


def choose_password(work: Work, bearer: Principal, password: str) -> Account:
    """Set the password of the account whose invitation or reset this is. Raises LinkGone.

    Every session and every other link of the account ends.
    """
    account = account_of(work, bearer, hold=True)
    links.use(work, bearer)
    account.state = "active"
    set_password(work, account, password)
    return account


def set_password(work: Work, account: Account, password: str) -> None:
    """Change the password; every session and link of the account ends, and its owner is told."""
    had_one = account.password_hash is not None
    account.password_hash = passwords.hash_password(password)
    audit(work, "account.password_set", KIND, account.id)
    sessions.end_all(work, account.id)
    devices.forget_all(work, account.id)
    links.revoke(work, subject_id=account.id)
    if had_one:
        mails.password_changed(work, account)


def close(work: Work, account: Account) -> None:
    """Close an account: it loses its roles, and its sessions and links end at once.

    Raises Refused for the last administrator and for somebody who may do more than the actor.
    """
    _refuse_last_administrator(work, account)
    refuse_above(work, account)
    lock_row(work.session, Account, account.id)
    account.state, account.closed_at, account.password_hash = "closed", clock.now(), None
    work.session.execute(delete(AccountRole).where(AccountRole.account_id == account.id))
    sessions.end_all(work, account.id)
    for model in (SecondFactor, RecoveryCode, RememberedDevice):
        work.session.execute(delete(model).where(model.account_id == account.id))
    links.revoke(work, subject_id=account.id)
    if account.person_id is not None:
        links.revoke(work, person_id=account.person_id)
    audit(work, "account.closed", KIND, account.id)


def forget(work: Work) -> None:
    """Delete sessions, links and tries that ended long ago."""
    sessions.forget(work)
    devices.forget(work)
    links.forget(work)
    attempts.forget(work)


def _refuse_last_administrator(work: Work, account: Account) -> None:
    if lock_administrators(work) == [account.id]:
        raise Refused(
            _staff("This is the last administrator. Make somebody else an administrator first.")
        )


def refuse_above(work: Work, account: Account) -> None:
    """Raise Refused when the account may do more than the actor."""
    known = known_roles(work)
    for held in roles_of(work, account.id):
        declared = known.get(held.role)
        if declared is not None and not may_give(work, declared, held.unit_id):
            raise Refused(
                _staff("You cannot do this to the account of somebody who may do more than you.")
            )


def account_of(work: Work, bearer: Principal, *, hold: bool = False) -> Account:
    """The account that the bearer's link is about. Raises LinkGone when it is closed.

    `hold` keeps it from being closed at the same moment and coming to life again.
    """
    wanted = bearer.subject_id if bearer.subject_kind == KIND else None
    if hold and wanted is not None:
        lock_row(work.session, Account, wanted)
    query = select(Account).where(Account.id == wanted, Account.state != "closed")
    account = work.session.scalars(query).one_or_none()
    if account is None:
        raise links.LinkGone
    return account
