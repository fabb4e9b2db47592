"""Permissions, roles and link purposes: what may be granted, and the sets it is granted in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from punos.errors import ConfigurationError


@dataclass(frozen=True)
class Permission:
    """Something that somebody may be allowed to do, with the words an administrator reads.

    `whole` is what cannot be limited to a unit, as closing a cycle: a role held for one unit does
    not give it.
    """

    name: str
    label: Any
    whole: bool = False


@dataclass(frozen=True)
class Role:
    """A set of permissions. `staff` roles have shorter sessions.

    One without a label adds its permissions to the role of that name, so that a plugin may let the
    core's roles use its pages: `Role("coordinator", "", frozenset({"pairwise.match"}))`.
    """

    name: str
    label: Any
    permissions: frozenset[str]
    staff: bool = True
    plugin: str | None = None
    """Set by the host for a plugin's own role: it grants nothing where that plugin is off."""

    @property
    def is_addition(self) -> bool:
        """Whether it adds to a role that is declared elsewhere."""
        return isinstance(self.label, str) and not self.label


@dataclass(frozen=True)
class LinkPurpose:
    """What a signed link is for: what its bearer may do, how long and how often, and where it leads.

    `landing` is the endpoint of the clean address that the link is exchanged for.
    """

    name: str
    label: Any
    permissions: frozenset[str]
    lifetime: timedelta
    landing: str
    max_uses: int | None = None


Named = TypeVar("Named", Permission, Role, LinkPurpose)


class AccessRegistry:
    """Every permission, role and purpose of this deployment, checked when it is made.

    Raises ConfigurationError for a name declared twice and for a permission or role nobody declared.
    """

    def __init__(
        self,
        permissions: Iterable[Permission],
        roles: Iterable[Role],
        purposes: Iterable[LinkPurpose],
    ) -> None:
        self.permissions = _unique("permission", permissions)
        self.roles = _joined(roles)
        self.purposes = _unique("link purpose", purposes)
        for owner, names in self._granted():
            for name in sorted(names - self.permissions.keys()):
                raise ConfigurationError(f"{owner}: permission {name!r} is not declared")

    def permission(self, name: str) -> Permission:
        """The permission of this name. Raises ConfigurationError for an undeclared one."""
        if name not in self.permissions:
            raise ConfigurationError(f"permission {name!r} is not declared")
        return self.permissions[name]

    def role(self, name: str) -> Role | None:
        """The role of this name; None when the plugin that declared it is gone."""
        return self.roles.get(name)

    def granted(self, role: Role, unit_id: UUID | None) -> frozenset[str]:
        """What a role gives where it is held: in the whole association (None) or in one unit."""
        if unit_id is None:
            return role.permissions
        return frozenset(name for name in role.permissions if not self.permissions[name].whole)

    def purpose(self, name: str) -> LinkPurpose:
        """The purpose of this name. Raises ConfigurationError for an undeclared one."""
        if name not in self.purposes:
            raise ConfigurationError(f"link purpose {name!r} is not declared")
        return self.purposes[name]

    def _granted(self) -> list[tuple[str, frozenset[str]]]:
        roles = [(f"role {role.name}", role.permissions) for role in self.roles.values()]
        links = [(f"link {link.name}", link.permissions) for link in self.purposes.values()]
        return roles + links


def _unique(kind: str, items: Iterable[Named]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for item in items:
        if item.name in found:
            raise ConfigurationError(f"{kind} {item.name!r} is declared twice")
        found[item.name] = item
    return found


def _joined(roles: Iterable[Role]) -> dict[str, Role]:
    roles = list(roles)
    found = _unique("role", (role for role in roles if not role.is_addition))
    for role in roles:
        if role.is_addition:
            if role.name not in found:
                raise ConfigurationError(f"role {role.name!r} is not declared")
            known = found[role.name]
            found[role.name] = replace(known, permissions=known.permissions | role.permissions)
    return found
