"""The figures of a cycle of teams."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Metric,
    Work,
    cohort_of,
    completion,
    contact_hours,
    employment_at_exit,
    full_team_share,
    participants,
    plan_fulfilment,
)
from punos_mentor_teams.model import NAME, TEAM


def cycle_figures(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """What the cycle's mentees and teams come to; for a contact person those of the union."""
    if cycle.programme.model != NAME:
        return ()
    cohort = cohort_of(work, cycle, mentoring=(TEAM,))
    return (
        *participants(cohort),
        *full_team_share(cohort),
        *completion(cohort),
        *plan_fulfilment(cohort.plans),
        *contact_hours(cohort),
        *employment_at_exit(cohort),
    )
