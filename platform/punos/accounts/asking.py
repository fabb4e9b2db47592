"""What anybody may ask for by typing an address. Nothing tells whether the address has an account.

For an unknown address the same statements run and are taken back, so that time tells nothing either.
"""

from collections.abc import Callable

from punos import clock
from punos.accounts import service
from punos.accounts.models import Account
from punos.audit.service import record as audit
from punos.work import Work


def sign_in_link(work: Work, email: str) -> None:
    """Send a one-time link to the account with this address, if there is one."""
    _answer(work, email, service.send_sign_in_link)


def new_password(work: Work, email: str) -> None:
    """Send the way to a new password, or once more the invitation to who has not used it yet."""
    _answer(work, email, service.send_way_in)


def _answer(work: Work, email: str, send: Callable[[Work, Account], None]) -> None:
    account = service.find_account(work, email)
    if account is not None and account.state == "closed":
        account = None
    with work.session.begin_nested() as draft:
        send(work, account or _stranger())
        work.session.flush()
        if account is None:
            draft.rollback()
    # Both ways something is written, so that both wait for the disk.
    audit(work, "account.link_asked", service.KIND, account.id if account else None)


def _stranger() -> Account:
    """Stands in for an account that is not there; never added to a session."""
    return Account(name="", email="nobody@example.org", state="active", created_at=clock.now())
