"""Which roles an account holds, and which ones somebody may give."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from punos.access import Role
from punos.accounts.models import Account, AccountRole
from punos.core_access import core_access
from punos.work import Work

ADMINISTRATOR = "administrator"


def known_roles(work: Work) -> dict[str, Role]:
    """Every role of this deployment, by name."""
    roles: dict[str, Role] = core_access(work.registry).roles
    return roles


def roles_of(work: Work, account_id: UUID) -> Sequence[AccountRole]:
    """The roles that an account holds."""
    query = select(AccountRole).where(AccountRole.account_id == account_id)
    return work.session.scalars(query.order_by(AccountRole.role, AccountRole.id)).all()


def is_staff(work: Work, account_id: UUID) -> bool:
    """Whether any role of the account is one of staff."""
    known = known_roles(work)
    held = [known.get(row.role) for row in roles_of(work, account_id)]
    return any(role.staff for role in held if role is not None)


def may_give(work: Work, role: Role, unit_id: UUID | None) -> bool:
    """Whether the actor may give the role, for the whole association (None) or for a unit.

    Nobody gives more than they hold. What starts with "own." concerns only its bearer's own rows,
    so giving it gives nothing away.
    """
    if work.actor.kind == "system":
        return True
    given = core_access(work.registry).granted(role, unit_id)
    needed = (name for name in given if not name.startswith("own."))
    return all(_holds(work, name, unit_id) for name in needed)


def roles_to_give(work: Work) -> list[Role]:
    """The roles that the actor may give for the whole association, or at least for some unit."""
    held = [work.actor.units(name) for name in work.actor.grants]
    units = {unit for limited in held if limited for unit in limited}
    places: list[UUID | None] = [None, *units]
    return [
        role
        for role in known_roles(work).values()
        if any(may_give(work, role, place) for place in places)
    ]


def lock_administrators(work: Work) -> list[UUID]:
    """The active accounts that administer the whole association, held until the transaction ends.

    Held, so that two administrators cannot close each other at the same moment.
    """
    query = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            AccountRole.role == ADMINISTRATOR,
            AccountRole.unit_id.is_(None),
            Account.state == "active",
        )
        .order_by(Account.id)
        .with_for_update()
    )
    return list(work.session.scalars(query))


def _holds(work: Work, permission: str, unit_id: UUID | None) -> bool:
    if not work.actor.may(permission):
        return False
    units = work.actor.units(permission)
    return units is None or unit_id in units
