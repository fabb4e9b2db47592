"""What may be granted here."""

from punos.plugin import Permission, Role
from punos_pairwise.texts import _staff_l

MATCH = "pairwise.match"
PERMISSIONS = (Permission(MATCH, _staff_l("Propose and publish pairs")),)
ROLES = tuple(Role(name, "", frozenset({MATCH})) for name in ("administrator", "coordinator"))
