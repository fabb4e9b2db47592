"""Who of the staff looks after somebody or a group: chosen one by one, or for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from punos.accounts.models import Account, AccountRole
from punos.audit.service import record as audit
from punos.core_access import core_access
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.groups.models import Group
from punos.i18n import _staff
from punos.texts import sort_key
from punos.work import Work

MINE, NOBODYS, OTHERS = "mine", "nobody", "others"


@dataclass(frozen=True)
class Worker:
    """Somebody who may be responsible, in the whole association (`units` None) or in some units."""

    id: UUID
    name: str
    units: frozenset[UUID] | None

    def sees(self, unit_id: UUID | None) -> bool:
        """Whether they see what belongs to this unit."""
        return self.units is None or unit_id in self.units


def workers(work: Work, permission: str) -> list[Worker]:
    """Who holds a permission by their account, by name, as far as the actor works with them.

    One statement. Whoever is limited to units sees those who work there or everywhere.
    """
    limits = work.actor.units(permission)
    found = _holders(work, permission)
    near = [one for one in found if limits is None or one.units is None or one.units & limits]
    return sorted(near, key=lambda one: sort_key(one.name))


def who_sees(work: Work, permission: str, unit_id: UUID | None) -> set[UUID]:
    """The accounts that hold a permission for what belongs to this unit, whoever acts. One statement."""
    return {one.id for one in _holders(work, permission) if one.sees(unit_id)}


def _holders(work: Work, permission: str) -> list[Worker]:
    query = (
        select(Account.id, Account.name, AccountRole.role, AccountRole.unit_id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(Account.state == "active", AccountRole.role.in_(_roles_with(work, permission)))
    )
    found: dict[UUID, Worker] = {}
    for account_id, name, _role, unit_id in work.session.execute(query):
        known = found.get(account_id)
        units = None if unit_id is None else frozenset({unit_id})
        if known is not None:
            units = None if units is None or known.units is None else known.units | units
        found[account_id] = Worker(account_id, name, units)
    return list(found.values())


def _roles_with(work: Work, permission: str) -> list[str]:
    access = core_access(work.registry)
    return [name for name, role in access.roles.items() if permission in role.permissions]


def make_responsible(
    work: Work,
    rows: Sequence[Enrolment] | Sequence[Group],
    account_id: UUID | None,
    permission: str,
) -> int:
    """Let somebody look after these from now on (None: nobody); gives for how many it changed.

    Raises Absent for an account that may not do it, and Refused when they would not see one of these.
    """
    if account_id is not None:
        chosen = next((one for one in workers(work, permission) if one.id == account_id), None)
        if chosen is None:
            raise Absent
        if not all(chosen.sees(row.unit_id) for row in rows):
            raise Refused(
                _staff(
                    "%(name)s works in another unit and would not see all of them.",
                    name=chosen.name,
                )
            )
    changed = [row for row in rows if row.responsible_id != account_id]
    for row in changed:
        row.responsible_id = account_id
        kind = "group" if isinstance(row, Group) else "enrolment"
        audit(work, f"{kind}.responsible", kind, row.id, ["responsible_id"])
    return len(changed)


def chosen_account(typed: str) -> UUID | None:
    """The account that a form names; None for nobody. Raises Absent for what is no id."""
    if typed in ("", NOBODYS):
        return None
    try:
        return UUID(typed)
    except ValueError:
        raise Absent from None


def narrowed(work: Work, query: Select, model: Any, value: str) -> Select:
    """A list's query limited to whom the reader looks after, somebody else does, or nobody."""
    column = model.responsible_id
    if value == MINE:
        return query.where(column == work.account_id)
    if value == NOBODYS:
        return query.where(column.is_(None))
    return query.where(column.is_not(None), column != work.account_id)
