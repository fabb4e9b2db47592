"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import Permission, Role, hookimpl
from punos_gatherings import access


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """What may be granted here."""
    return access.PERMISSIONS


@hookimpl
def register_roles() -> Sequence[Role]:
    """Who holds it."""
    return access.ROLES
