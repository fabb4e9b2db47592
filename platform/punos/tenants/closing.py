"""How an association leaves: it stops answering, is taken out if asked, and all it has is deleted.

The deletion is the operator's, as the role *owner*: what serves pages or runs jobs may not delete an
audit row, and gets no right to for this. Each batch is committed, so it can be cut short and repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update

from punos import clock
from punos.accounts.models import AccessLink, AccountSession
from punos.db.takeout import delete_rows
from punos.deployment import Deployment
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.tenancy.directory import TenantRecord
from punos.tenants.provision import ROLE, set_state
from punos.tenants.takeout import Taken, take_out

OWNER = "owner"


@dataclass(frozen=True)
class Report:
    """What became of an association: rows deleted by table, and where its export is."""

    slug: str
    deleted: Mapping[str, int]
    left: Mapping[str, int]
    taken: Taken | None


def reasons_against(deployment: Deployment, slug: str) -> list[str]:
    """What speaks against closing it now, as its plugins say. Raises Absent for an unknown slug."""
    with deployment.work(slug, role=ROLE) as work:
        if work.tenant.state == "closed":
            return []
        return [f"{no.plugin}: {no.reason}" for no in work.hooks.decide("tenant_close")]


def close(
    deployment: Deployment,
    slug: str,
    *,
    target: Path | None = None,
    force: bool = False,
    tell: Callable[[str, int], None] = lambda *_: None,
) -> Report:
    """Close an association for good, or go on with a closing that was cut short.

    It rests first, so that nothing changes while it is written to `target`; then it is closed and
    deleted. Raises Refused when something speaks against it, unless `force`.
    """
    if not force and (reasons := reasons_against(deployment, slug)):
        raise Refused(_staff("It cannot be closed yet: %(reasons)s", reasons=" ".join(reasons)))
    record = _rest(deployment, slug)
    taken = take_out(deployment, slug, target) if target else None
    set_state(deployment, slug, "closed")
    done = delete_rows(deployment.database(OWNER), record.id, tell)
    return Report(slug, done.deleted, done.left, taken)


def _rest(deployment: Deployment, slug: str) -> TenantRecord:
    """Stop answering, and end every session and link."""
    record = deployment.directory.by_slug(slug)
    if record is None:
        raise Absent
    if record.state == "closed":
        return record
    set_state(deployment, slug, "suspended")
    with deployment.work(slug, role=ROLE) as work:
        for model in (AccountSession, AccessLink):
            ending = update(model).where(model.revoked_at.is_(None))
            work.session.execute(
                ending.values(revoked_at=clock.now()),
                execution_options={"synchronize_session": False},
            )
    return record
