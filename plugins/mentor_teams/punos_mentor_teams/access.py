"""What may be granted here."""

from punos.plugin import Permission, Role
from punos_mentor_teams.texts import _staff_l

MATCH = "mentor_teams.match"
PERMISSIONS = (Permission(MATCH, _staff_l("Propose and publish mentor teams")),)
ROLES = (
    Role("administrator", "", frozenset({MATCH})),
    Role("coordinator", "", frozenset({MATCH})),
    Role("contact", "", frozenset({MATCH})),
)
"""A contact person matches for their own union, and so does whoever coordinates for one."""
