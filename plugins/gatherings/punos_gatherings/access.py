"""What may be granted here, and what the bearers of links may do."""

from datetime import timedelta

from punos.plugin import LinkPurpose, Permission, Role
from punos_gatherings.texts import _l, _staff_l

MANAGE = "gatherings.manage"
DOOR = "gatherings.door"
NEEDS = "gatherings.needs"
PATH = "gatherings.path"
OWN_SEAT = "gatherings.own_seat"
CONFIRM_JOB = "gatherings.confirm_job"

SEAT_LINK = "gatherings_seat"
"""Its subject is the enrolment: one link shows all the places that somebody has."""
CONFIRM_LINK = "gatherings_confirm"

PERMISSIONS = (
    # A season, a camp and an event are the whole association's.
    Permission(MANAGE, _staff_l("Plan seasons, camps and events"), whole=True),
    Permission(DOOR, _staff_l("Mark who is here, at the door"), whole=True),
    Permission(NEEDS, _staff_l("Read what people need at a camp"), whole=True),
    Permission(PATH, _staff_l("Follow people’s path to work")),
    Permission(OWN_SEAT, _l("See and give up your own places")),
    Permission(CONFIRM_JOB, _l("Confirm that somebody has found work")),
)
_ALL = frozenset({MANAGE, DOOR, NEEDS, PATH})
ROLES = (
    Role("administrator", "", _ALL),
    Role("coordinator", "", _ALL),
    Role("facilitator", "", frozenset({DOOR})),
    Role("adviser", "", frozenset({PATH})),
    Role("participant", "", frozenset({OWN_SEAT})),
)
PURPOSES = (
    LinkPurpose(
        SEAT_LINK,
        _l("Your places"),
        frozenset({OWN_SEAT}),
        timedelta(days=400),
        "gatherings.own_places",
    ),
    LinkPurpose(
        CONFIRM_LINK,
        _l("Confirm that somebody has found work"),
        frozenset({CONFIRM_JOB}),
        timedelta(days=14),
        "gatherings.confirm_job",
        max_uses=1,
    ),
)
