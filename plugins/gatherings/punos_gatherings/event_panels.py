"""What the cycle's page says about one-off events."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, Work
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.events import counts_of
from punos_gatherings.model import GATHERINGS
from punos_gatherings.texts import _staff_l


def event_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """How many events are planned and were held, and the way to a new one."""
    if cycle.programme.model != GATHERINGS.name or not work.actor.may(DOOR):
        return ()
    known = {
        "cycle": cycle,
        "counts": counts_of(work, cycle),
        "may_manage": work.actor.may(MANAGE) and cycle.state != "closed",
    }
    title = _staff_l("Single events")
    return (Panel(title, "gatherings/event_panel.html", DOOR, known, order=50),)
