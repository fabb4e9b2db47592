"""What may be granted here."""

from punos.plugin import Permission, Role
from punos_mentor_teams.texts import _staff_l

MATCH = "mentor_teams.match"
GUIDELINES = "mentor_teams.guidelines"
PERMISSIONS = (
    Permission(MATCH, _staff_l("Propose and publish mentor teams")),
    Permission(GUIDELINES, _staff_l("Publish the ethical guidelines"), whole=True),
)
ROLES = (
    Role("administrator", "", frozenset({MATCH, GUIDELINES})),
    Role("coordinator", "", frozenset({MATCH, GUIDELINES})),
    Role("contact", "", frozenset({MATCH})),
)
"""A contact person matches for their own union, and so does whoever coordinates for one."""
