"""What the cycle's page says about the season."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, Work
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.cycle_standing import CycleStanding
from punos_gatherings.texts import _staff_l


def season_panel(work: Work, cycle: Cycle, standing: CycleStanding) -> Sequence[Panel]:
    """How many dates there are, and how many have been held."""
    known = {
        "cycle": cycle,
        "season": standing.seasons > 0,
        "held": standing.dates_held,
        "dates": standing.dates,
        "may_manage": work.actor.may(MANAGE) and cycle.state != "closed",
    }
    return (Panel(_staff_l("Season"), "gatherings/season_panel.html", DOOR, known, order=10),)
