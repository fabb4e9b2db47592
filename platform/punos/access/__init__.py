"""Access: permissions, roles, principals, and the one function that scopes a listing."""

from punos.access.permissions import AccessRegistry, LinkPurpose, Permission, Role
from punos.access.principal import NOBODY, SYSTEM, Grants, Principal, join_grants
from punos.access.scope import scope

__all__ = [
    "NOBODY",
    "SYSTEM",
    "AccessRegistry",
    "Grants",
    "LinkPurpose",
    "Permission",
    "Principal",
    "Role",
    "join_grants",
    "scope",
]
