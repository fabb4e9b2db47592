"""What the cycle's page says about gatherings, to those who plan, mark or advise in them."""

from collections.abc import Sequence

from punos.plugin import Cycle, Panel, Work
from punos_gatherings.access import DOOR, PATH
from punos_gatherings.camp_panels import camp_panels
from punos_gatherings.cycle_standing import standing_of
from punos_gatherings.event_panels import event_panel
from punos_gatherings.model import GATHERINGS
from punos_gatherings.path_panels import path_panel
from punos_gatherings.season_panels import season_panel


def cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The season, the paths to work, the camps and the events."""
    if cycle.programme.model != GATHERINGS.name:
        return ()
    if not (work.actor.may(DOOR) or work.actor.may(PATH)):
        return ()
    standing = standing_of(work, cycle)
    return (
        *season_panel(work, cycle, standing),
        *path_panel(work, cycle, standing),
        *camp_panels(work, cycle),
        *event_panel(work, cycle, standing),
    )
