"""The figures of a cycle of pairs."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Metric,
    Work,
    cohort_of,
    completion,
    contact_hours,
    employment_at_exit,
    group_attendance,
    groups_formed,
    own_field_at_exit,
    participants,
    plan_fulfilment,
    positive_transition,
)
from punos_pairwise.model import PAIR, PAIRWISE


def cycle_figures(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """What the cycle's mentees and pairs come to."""
    if cycle.programme.model != PAIRWISE.name:
        return ()
    cohort = cohort_of(work, cycle, mentoring=(PAIR,))
    return (
        *groups_formed(cohort),
        *participants(cohort),
        *completion(cohort),
        *plan_fulfilment(cohort.plans),
        *contact_hours(cohort),
        *group_attendance(cohort),
        *own_field_at_exit(cohort),
        *employment_at_exit(cohort),
        *positive_transition(cohort),
    )
