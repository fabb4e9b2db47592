"""What a partner does in a cycle."""

from typing import Any

from punos.i18n import _l
from punos.i18n.catalogues import LazyText

ROLES: dict[str, LazyText] = {
    "organiser": _l("Organises it with us"),
    "recruiter": _l("Finds mentors and mentees"),
    "coaching": _l("Coaching"),
    "counselling": _l("Study and career counselling"),
    "employers": _l("Knows employers"),
    "place": _l("Gives a place to meet"),
}


def role_in_words(role: str) -> Any:
    """The role as it is told; one that a folder brought along stays as it was written there."""
    return ROLES.get(role, role)
