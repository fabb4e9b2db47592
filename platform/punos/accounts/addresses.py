"""Changing the address that one signs in with: it counts when its owner has opened the link sent there."""

from punos.access import Principal
from punos.accounts import links, mails, service, sessions
from punos.accounts.models import Account
from punos.audit.service import record as audit
from punos.errors import Refused
from punos.i18n import _
from punos.people.service import fold_email
from punos.work import Work

PURPOSE = "address"


def ask(work: Work, account: Account, email: str) -> None:
    """Write to the new address; earlier links of this kind end. Nothing tells whether somebody has it."""
    links.revoke(work, subject_id=account.id, purpose=PURPOSE)
    if service.find_account(work, email) is not None:
        return
    data = {"email": email.strip()}
    link = links.issue(work, PURPOSE, service.KIND, account.id, data=data)
    mails.confirm_address(work, account, link, email.strip())


def asked_for(work: Work, bearer: Principal) -> str:
    """The new address that the bearer's link is about. Raises LinkGone."""
    return str(links.held_link(work, bearer).data["email"])


def confirm(work: Work, bearer: Principal) -> Account:
    """The address counts from now on; every session and link of the account ends, and both addresses
    are told.

    Raises LinkGone, and Refused when somebody else has taken the address meanwhile.
    """
    account = service.account_of(work, bearer, hold=True)
    email = str(links.use(work, bearer).data["email"])
    if service.find_account(work, email) is not None:
        raise Refused(_("This address can no longer be used here. Choose another one."))
    before, account.email, account.email_folded = account.email, email, fold_email(email)
    work.session.flush()
    audit(work, "account.address_changed", service.KIND, account.id, ["email"])
    sessions.end_all(work, account.id)
    links.revoke(work, subject_id=account.id)
    mails.address_changed(work, account, before)
    return account
