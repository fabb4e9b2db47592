"""Letting somebody of the demo's staff act: what one has written down, another confirms."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from punos.access import Principal, join_grants
from punos.accounts.models import Account, AccountRole
from punos.core_access import core_access
from punos.db import points_at
from punos.work import Work


@contextmanager
def acting(work: Work, role: str) -> Iterator[None]:
    """Inside the block the demo's account with this role acts. Raises NoResultFound without one."""
    before, work.actor = work.actor, _principal(work, role)
    try:
        yield
    finally:
        work.actor = before


def _principal(work: Work, role: str) -> Principal:
    query = (
        select(Account.id)
        .join(AccountRole, points_at(AccountRole.account_id, Account))
        .where(AccountRole.role == role, AccountRole.unit_id.is_(None))
        .order_by(Account.id)
        .limit(1)
    )
    access = core_access(work.registry)
    grants = join_grants([(access.roles[role].permissions, None)])
    return Principal("account", grants, account_id=work.session.scalars(query).one())
