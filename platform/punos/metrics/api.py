"""What plugins may use of figures: one reading of the cycle, and the figures made from it."""

from punos.metrics.answered import survey_figures
from punos.metrics.becoming import (
    employment_at_exit,
    employment_at_six_months,
    own_field_at_exit,
    positive_transition,
)
from punos.metrics.figures import (
    completion,
    contact_hours,
    full_team_share,
    group_attendance,
    groups_formed,
    participants,
    plan_fulfilment,
    share,
)
from punos.metrics.joining import (
    admission,
    employer_contact,
    match_rate,
    mentor_return,
    time_to_match,
)
from punos.metrics.participation import Observation, Participation
from punos.metrics.service import Cohort, cohort_of

__all__ = [
    "Cohort",
    "Observation",
    "Participation",
    "admission",
    "cohort_of",
    "completion",
    "contact_hours",
    "employer_contact",
    "employment_at_exit",
    "employment_at_six_months",
    "full_team_share",
    "group_attendance",
    "groups_formed",
    "match_rate",
    "mentor_return",
    "own_field_at_exit",
    "participants",
    "plan_fulfilment",
    "positive_transition",
    "share",
    "survey_figures",
    "time_to_match",
]
