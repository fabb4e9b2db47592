"""The figures of a cycle of gatherings."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from punos.plugin import (
    Cycle,
    Meeting,
    Metric,
    Work,
    cohort_of,
    completion,
    contact_hours,
    employment_at_exit,
    group_attendance,
    participants,
    plan_fulfilment,
    points_at,
)
from punos_gatherings.model import GATHERINGS
from punos_gatherings.models import Occasion, Season
from punos_gatherings.texts import _staff


def cycle_figures(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """What the cycle's participants and its season come to. Visitors of events are not counted."""
    if cycle.programme.model != GATHERINGS.name:
        return ()
    cohort = cohort_of(work, cycle)
    return (
        *participants(cohort),
        *completion(cohort),
        *_season_fulfilled(work, cycle),
        *contact_hours(cohort),
        *group_attendance(cohort),
        *employment_at_exit(cohort),
    )


def _season_fulfilled(work: Work, cycle: Cycle) -> list[Metric]:
    more = _staff("A date of the season that was cancelled counts as planned.")
    figures = plan_fulfilment([_held_of_planned(work, cycle)])
    return [replace(figure, note=f"{figure.note} {more}") for figure in figures]


def _held_of_planned(work: Work, cycle: Cycle) -> tuple[int, int]:
    """The season's dates that were held, of all that the rule gave: one that was cancelled counts as
    planned, or a season that never met would have fulfilled its plan.
    """
    query = (
        select(func.count().filter(Meeting.state == "held"), func.count())
        .select_from(Occasion)
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .join(Season, points_at(Occasion.season_id, Season))
        .where(Season.cycle_id == cycle.id, Occasion.rule_day.is_not(None))
    )
    held, planned = work.session.execute(query).one()
    return held, planned
