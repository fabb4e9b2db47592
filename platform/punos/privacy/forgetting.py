"""Forgetting what is due, a bounded amount at a time: by the worker's tick, or when staff say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from punos.accounts.models import Account
from punos.audit.models import AccessEntry
from punos.audit.service import record as audit
from punos.deployment import Deployment
from punos.errors import Refused
from punos.imports.models import ImportRow
from punos.jobs.models import JobRun
from punos.jobs.service import progress
from punos.mail.models import Mail
from punos.people.models import Person
from punos.privacy.core_people import ACCOUNT_ERASED
from punos.privacy.erasing import erase, values_now
from punos.privacy.models import PrivacyRequest
from punos.privacy.schedule import CATEGORIES, Category, due_of, is_automatic
from punos.work import Work
from punos.writing.models import MessageCopy

AT_ONCE = 200
PEOPLE_AT_ONCE = 20
_DELETED: Mapping[str, Any] = {
    "access_log": AccessEntry,
    "requests": PrivacyRequest,
}


def forget_due(work: Work) -> None:
    """What is due of rows goes by itself; people go where the association has chosen so."""
    if work.tenant.kind != "association":
        return
    for category in CATEGORIES:
        if not category.people or is_automatic(work):
            forget(work, category)


def forget_people(work: Work) -> int:
    """Erase people who are due now, whether or not that happens by itself; how many they were."""
    return sum(forget(work, one) for one in CATEGORIES if one.people)


def forget(work: Work, category: Category) -> int:
    """Forget some of what is due of a category; how much it was."""
    due = due_of(work, category)
    if due is None:
        return 0
    most = PEOPLE_AT_ONCE if category.people else AT_ONCE
    ids = work.session.scalars(due.limit(most)).all()
    if not ids:
        return 0
    if category.people:
        return sum(_erased(work, person_id) for person_id in ids)
    _forget_rows(work, category.name, ids)
    audit(work, "privacy.forgotten", "tenant", work.tenant.id, [category.name])
    return len(ids)


def _erased(work: Work, person_id: UUID) -> int:
    person = work.session.get(Person, (work.tenant.id, person_id))
    if person is None:
        return 0
    try:
        erase(work, person, "due")
    except Refused:
        # Somebody put a hold on them meanwhile, or they applied again.
        return 0
    return 1


def _forget_rows(work: Work, name: str, ids: Sequence[UUID]) -> None:
    if name == "mails":
        _run(work, update(MessageCopy).where(MessageCopy.mail_id.in_(ids)).values(mail_id=None))
        _run(work, delete(Mail).where(Mail.id.in_(ids)))
    elif name == "imports":
        emptied: dict[str, Any] = {"raw": [], "answers": {}, "problems": []}
        _run(work, update(ImportRow).where(ImportRow.id.in_(ids)).values(emptied))
    elif name == "accounts":
        _run(work, update(Account).where(Account.id.in_(ids)).values(values_now(ACCOUNT_ERASED)))
    else:
        model = _DELETED[name]
        _run(work, delete(model).where(model.id.in_(ids)))


def _run(work: Work, statement: Any) -> None:
    work.session.execute(statement.execution_options(synchronize_session=False))


def erase_people(deployment: Deployment, work: Work, run: JobRun) -> None:
    """The job: erase everybody who is due, some of them in each of its transactions."""
    tenant, done = work.tenant, 0
    while True:
        with deployment.work(tenant, work.actor) as batch:
            erased = forget_people(batch)
        if not erased:
            break
        done += erased
        progress(run.id, done)
    run.result = {"erased": done}
