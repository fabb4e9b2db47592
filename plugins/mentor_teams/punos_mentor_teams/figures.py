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
    groups_formed,
    own_field_at_exit,
    participants,
    plan_fulfilment,
    positive_transition,
)
from punos_mentor_teams.model import NAME, TEAM


def cycle_figures(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """What the cycle's mentees and teams come to; for a contact person those of the union."""
    if cycle.programme.model != NAME:
        return ()
    cohort = cohort_of(work, cycle, mentoring=(TEAM,))
    return (
        *groups_formed(cohort),
        *participants(cohort),
        *full_team_share(cohort),
        *completion(cohort),
        *plan_fulfilment(cohort.plans),
        *contact_hours(cohort),
        *own_field_at_exit(cohort),
        *employment_at_exit(cohort),
        *positive_transition(cohort),
    )
