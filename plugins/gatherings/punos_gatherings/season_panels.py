"""What the cycle's page and the first page of staff say about the season, and about tonight."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Meeting,
    Panel,
    TodayItem,
    Work,
    format_time,
    pick,
)
from punos_gatherings.access import DOOR, MANAGE
from punos_gatherings.cycle_standing import CycleStanding
from punos_gatherings.door import tonight
from punos_gatherings.model import GATHERINGS
from punos_gatherings.occasions import begins
from punos_gatherings.texts import _staff, _staff_l


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


def today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """The door of each of today's meetings, one tap away."""
    ours = [cycle.id for cycle in cycles if cycle.programme.model == GATHERINGS.name]
    if not ours or not work.actor.may(DOOR):
        return ()
    return [
        TodayItem(
            _staff("The door of today’s meeting at %(time)s", time=_begins(occasion.meeting)),
            "gatherings.door",
            DOOR,
            values={"meeting_id": occasion.meeting_id},
            order=5,
            detail=pick(occasion.names, work.language) or occasion.meeting.place or "",
        )
        for occasion in tonight(work, ours)
    ]


def _begins(meeting: Meeting) -> str:
    return format_time(begins(meeting), meeting.zone)
