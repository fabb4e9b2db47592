"""What tests of accounts look at: mails, rows, statements, and answers without what differs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select

from punos.accounts.models import Account
from punos.deployment import Deployment
from punos.mail.models import Mail
from tests.support.tenants import Association

_LINK = re.compile(r"^https?://[^/\s]+/l/\S+$", re.MULTILINE)


def mails(at: Association) -> list[Mail]:
    """Every mail of an association, in the order in which they were queued."""
    with at.work() as work:
        return list(work.session.scalars(select(Mail).order_by(Mail.id)))


def link_in(mail: Mail) -> str:
    """The one signed link in a mail."""
    (link,) = _LINK.findall(mail.body)
    return str(link)


def account(at: Association, email: str) -> Account:
    """The account as it stands now."""
    with at.work() as work:
        return work.session.scalars(select(Account).where(Account.email == email)).one()


def rows(at: Association, model: Any, *where: Any) -> list[Any]:
    """Rows of an association."""
    with at.work() as work:
        return list(work.session.scalars(select(model).where(*where).order_by(model.id)))


def without_differences(page: str, *typed: str) -> str:
    """A page without its token and without what the reader typed."""
    page = re.sub(r'name="csrf_token" value="[0-9a-f]+"', "", page)
    for text in typed:
        page = page.replace(text, "…")
    return page


@contextmanager
def statements(deployment: Deployment) -> Iterator[list[str]]:
    """The statements that are sent meanwhile, without their values."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = deployment.database("web").engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
