"""The camps of a cycle on its page, and on the first page of staff."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, Work, pick
from punos_gatherings.access import MANAGE
from punos_gatherings.camp_standing import camps_with_places
from punos_gatherings.model import GATHERINGS
from punos_gatherings.texts import _staff


def camp_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The camps with their places, and the way to a new one."""
    if cycle.programme.model != GATHERINGS.name or not work.actor.may(MANAGE):
        return ()
    shown = [
        (camp, pick(camp.names, work.language), places)
        for camp, places in camps_with_places(work, cycle)
    ]
    context = {"cycle": cycle, "camps": shown}
    return (Panel(_staff("Camp"), "gatherings/camp_panel.html", MANAGE, context, order=40),)
