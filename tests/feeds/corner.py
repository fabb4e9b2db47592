"""What the sweeps' world has of calendar feeds: who bears the link of a mentee's."""

from __future__ import annotations

from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """The link is the feed of the mentee of the first unit."""
    person = world.people["mentee"]
    world.subjects["calendar"] = ("person", person, person)
    return {}
