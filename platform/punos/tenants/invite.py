"""The first administrator of a new association."""

from __future__ import annotations

from punos.accounts import links, mails
from punos.accounts.roles import ADMINISTRATOR
from punos.accounts.service import KIND, create_account
from punos.work import Work


def invite_first_administrator(work: Work, email: str) -> str:
    """Make the account, mail the invitation, and give its link too, since mail may not be set up yet.

    The link is known here and never again.
    """
    account = create_account(
        work, email=email, name=email, role=ADMINISTRATOR, language=work.language
    )
    link = links.issue(work, "invitation", KIND, account.id)
    mails.invitation(work, account, link)
    return link
