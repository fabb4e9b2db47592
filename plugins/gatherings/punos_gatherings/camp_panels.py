"""The camps of a cycle on its page, and on the first page of staff."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, Work, pick
from punos_gatherings.access import MANAGE
from punos_gatherings.camp import camps_of
from punos_gatherings.model import GATHERINGS
from punos_gatherings.places import places_at
from punos_gatherings.texts import _staff


def camp_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The camps with their places, and the way to a new one."""
    if cycle.programme.model != GATHERINGS.name or not work.actor.may(MANAGE):
        return ()
    camps = camps_of(work, cycle)
    places = places_at(work, camps) if camps else {}
    shown = [(camp, pick(camp.names, work.language), places[camp.id]) for camp in camps]
    context = {"cycle": cycle, "camps": shown}
    return (Panel(_staff("Camp"), "gatherings/camp_panel.html", MANAGE, context, order=40),)
