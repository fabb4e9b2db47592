"""The figures of a cycle of teams."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Metric,
    Work,
    admission,
    cohort_of,
    completion,
    contact_hours,
    employer_contact,
    employment_at_exit,
    employment_at_six_months,
    full_team_share,
    groups_formed,
    match_rate,
    mentor_return,
    own_field_at_exit,
    participants,
    plan_fulfilment,
    positive_transition,
    survey_figures,
    time_to_match,
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
        *admission(cohort),
        *match_rate(cohort),
        *time_to_match(cohort),
        *full_team_share(cohort),
        *completion(cohort),
        *plan_fulfilment(cohort.plans),
        *contact_hours(cohort),
        *employer_contact(cohort),
        *own_field_at_exit(cohort),
        *employment_at_exit(cohort),
        *positive_transition(cohort),
        *employment_at_six_months(cohort),
        *survey_figures(work, cycle, cohort),
        *mentor_return(cohort),
    )
