"""Permissions, roles and link purposes: what may be granted, and the sets it is granted in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from punos.errors import ConfigurationError


@dataclass(frozen=True)
class Permission:
    """Something that somebody may be allowed to do, with the words an administrator reads."""

    name: str
    label: Any


@dataclass(frozen=True)
class Role:
    """A set of permissions. `staff` roles have shorter sessions.

    Two declarations of the same role are joined, so a plugin may add permissions to a core role.
    """

    name: str
    label: Any
    permissions: frozenset[str]
    staff: bool = True


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


class AccessRegistry:
    """Every permission, role and purpose of this deployment, checked when it is made.

    Raises ConfigurationError for a name declared twice and for a permission nobody declared.
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

    def purpose(self, name: str) -> LinkPurpose:
        """The purpose of this name. Raises ConfigurationError for an undeclared one."""
        if name not in self.purposes:
            raise ConfigurationError(f"link purpose {name!r} is not declared")
        return self.purposes[name]

    def _granted(self) -> list[tuple[str, frozenset[str]]]:
        roles = [(f"role {role.name}", role.permissions) for role in self.roles.values()]
        links = [(f"link {link.name}", link.permissions) for link in self.purposes.values()]
        return roles + links


def _unique(kind: str, items: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.name in found:
            raise ConfigurationError(f"{kind} {item.name!r} is declared twice")
        found[item.name] = item
    return found


def _joined(roles: Iterable[Role]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role in roles:
        known = found.get(role.name)
        if known is not None:
            joined = known.permissions | role.permissions
            role = Role(known.name, known.label, joined, known.staff)  # noqa: PLW2901
        found[role.name] = role
    return found
