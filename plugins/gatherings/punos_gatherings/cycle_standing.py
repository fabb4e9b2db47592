"""How a cycle stands, for its page: dates, events and jobs, all in one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from punos.plugin import Cycle, Meeting, Work, points_at
from punos_gatherings.employment import found_columns
from punos_gatherings.model import EVENT
from punos_gatherings.models import Occasion, Season


@dataclass(frozen=True)
class CycleStanding:
    """Dates that were held, of those that were not cancelled; events by state; people with work."""

    seasons: int
    dates_held: int
    dates: int
    events_planned: int
    events_held: int
    confirmed: int
    waiting: int


def standing_of(work: Work, cycle: Cycle) -> CycleStanding:
    """How the cycle stands; of its people those whose paths the reader follows."""
    seasons = select(func.count()).select_from(Season).where(Season.cycle_id == cycle.id)
    query = select(
        Cycle.id,
        seasons.scalar_subquery().label("seasons"),
        _dates(cycle, Meeting.state == "held").label("dates_held"),
        _dates(cycle, Meeting.state != "cancelled").label("dates"),
        _events(cycle, "planned").label("events_planned"),
        _events(cycle, "held").label("events_held"),
        *found_columns(work, cycle),
    ).where(Cycle.id == cycle.id)
    row = work.session.execute(query).one()
    return CycleStanding(**{name: getattr(row, name) for name in CycleStanding.__annotations__})


def _dates(cycle: Cycle, condition: Any) -> Any:
    count = (
        select(func.count())
        .select_from(Occasion)
        .join(Season, points_at(Occasion.season_id, Season))
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .where(Season.cycle_id == cycle.id, condition)
    )
    return count.scalar_subquery()


def _events(cycle: Cycle, state: str) -> Any:
    count = select(func.count()).select_from(Meeting)
    count = count.where(Meeting.cycle_id == cycle.id, Meeting.kind == EVENT, Meeting.state == state)
    return count.scalar_subquery()
