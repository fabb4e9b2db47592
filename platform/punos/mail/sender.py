"""The worker's side of mail.

A message is taken in one transaction, sent in none, and marked in another, so that a mail server
which hangs holds no row. Only a crash between the server's acceptance and the second commit sends it
twice, and then with the same Message-ID.
"""

import logging
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

from punos import clock
from punos.db import lock_row
from punos.deployment import Deployment
from punos.mail.message import compose
from punos.mail.models import Mail
from punos.mail.service import CLAIM, concealed
from punos.mail.smtp import SendFailed, transmit
from punos.tenancy.directory import TenantRecord
from punos.work import Work

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 10
_FIRST_PAUSE = timedelta(minutes=1)


def send(deployment: Deployment, tenant: TenantRecord, mail: UUID) -> None:
    """Send one mail, if it is still to be sent and nobody else has taken it.

    Without a mail server (a demo) it is only marked as sent, and can be read in the database. What a
    mail server took is kept without its personal links: of those only hashes are kept.
    """
    with deployment.work(tenant) as work:
        message = _taken(work, mail, deployment.config.mail_from)
    if message is None:
        return
    failure = None
    if deployment.config.mail_url:
        failure = _tried(deployment.config.mail_url, message)
    with deployment.work(tenant) as work:
        _settle(work, mail, failure, handed_over=bool(deployment.config.mail_url))


def _taken(work: Work, mail_id: UUID, sender: str) -> EmailMessage | None:
    mail = lock_row(work.session, Mail, mail_id)
    now = clock.now()
    if mail is None or mail.state != "queued" or mail.due_at > now:
        return None
    if mail.attempts >= MOST_ATTEMPTS:
        _end(mail, "failed")
        return None
    mail.attempts += 1
    mail.due_at = now + CLAIM
    return compose(mail, work.settings.short_name, sender)


def _tried(mail_url: str, message: EmailMessage) -> SendFailed | None:
    try:
        transmit(mail_url, message)
    except SendFailed as failure:
        return failure
    return None


def _settle(work: Work, mail_id: UUID, failure: SendFailed | None, *, handed_over: bool) -> None:
    mail = lock_row(work.session, Mail, mail_id)
    if mail is None or mail.state != "queued":
        return
    now = clock.now()
    if failure is None:
        mail.sent_at = now
        _end(mail, "sent", conceal=handed_over)
        return
    log.warning("mail %s was not taken at %s: %s", mail_id, work.tenant.slug, failure.code)
    if failure.final or mail.attempts >= MOST_ATTEMPTS:
        _end(mail, "failed")
    else:
        mail.due_at = now + _FIRST_PAUSE * 2 ** (mail.attempts - 1)


def _end(mail: Mail, state: str, *, conceal: bool = True) -> None:
    mail.state = state
    if conceal:
        mail.body, mail.stop_link, mail.calendar = concealed(mail.body), None, None
