"""What plugins may use of figures: one reading of the cycle, and the figures made from it."""

from punos.metrics.figures import (
    completion,
    contact_hours,
    employment_at_exit,
    full_team_share,
    group_attendance,
    groups_formed,
    own_field_at_exit,
    participants,
    plan_fulfilment,
    positive_transition,
    share,
)
from punos.metrics.service import Cohort, Participation, cohort_of

__all__ = [
    "Cohort",
    "Participation",
    "cohort_of",
    "completion",
    "contact_hours",
    "employment_at_exit",
    "full_team_share",
    "group_attendance",
    "groups_formed",
    "own_field_at_exit",
    "participants",
    "plan_fulfilment",
    "positive_transition",
    "share",
]
