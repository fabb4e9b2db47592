"""What the cycle's page says about one-off events."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, Work
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.cycle_standing import CycleStanding
from punos_gatherings.texts import _staff_l


def event_panel(work: Work, cycle: Cycle, standing: CycleStanding) -> Sequence[Panel]:
    """How many events are planned and were held, and the way to a new one."""
    known = {
        "cycle": cycle,
        "planned": standing.events_planned,
        "held": standing.events_held,
        "may_manage": work.actor.may(MANAGE) and cycle.state != "closed",
    }
    title = _staff_l("Single events")
    return (Panel(title, "gatherings/event_panel.html", DOOR, known, order=50),)
