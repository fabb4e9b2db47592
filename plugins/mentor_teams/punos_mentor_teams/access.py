"""What may be granted here."""

from punos.plugin import Permission, Role

PERMISSIONS: tuple[Permission, ...] = ()
ROLES: tuple[Role, ...] = ()
