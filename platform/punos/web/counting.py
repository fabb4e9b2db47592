"""Counting the tries of whoever sends a form, before anything is looked up for them."""

from uuid import UUID

from flask import current_app, request

from punos.access import NOBODY
from punos.accounts import attempts
from punos.accounts.attempts import ENTRIES, RECEIPTS, Limit
from punos.deployment import Deployment
from punos.people.service import fold_email
from punos.work import Work


def counted(work: Work, limit: Limit, email: str) -> UUID | None:
    """Count a try in a unit of work of its own; None when there were too many already."""
    deployment: Deployment = current_app.extensions["punos"]
    with deployment.work(work.tenant, NOBODY) as own:
        return attempts.admit(
            own,
            limit,
            account=fold_email(email),
            address=request.remote_addr or "",
            secret=deployment.config.secret_key,
        )


def may_write_to(work: Work, email: str) -> bool:
    """Whether a receipt may be mailed to an address that anybody may have typed; counts the try.

    Ask before any row is held: the count is a transaction of its own. An address that is sent to
    again and again is left in peace, and the page must say the same then.
    """
    return counted(work, RECEIPTS, email) is not None


def may_enter(work: Work) -> bool:
    """Whether one more may take a place from this network without an account; counts the try.

    Ask before any row is held. It knows no address of mail, so the page may say no to anybody.
    """
    return counted(work, ENTRIES, request.remote_addr or "") is not None
