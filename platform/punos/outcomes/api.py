"""What plugins may use of outcomes."""

from punos.outcomes.aggregates import aggregates_of
from punos.outcomes.codes import CODES, OutcomeCode
from punos.outcomes.models import Outcome, OutcomeAggregate
from punos.outcomes.reporting import self_reported, take_back_report
from punos.outcomes.service import (
    correct_outcome,
    missing_outcomes,
    outcomes_at,
    record_outcome,
    verify_outcome,
    withdraw_outcome,
)
from punos.outcomes.thirds import thirds_field

__all__ = [
    "CODES",
    "Outcome",
    "OutcomeAggregate",
    "OutcomeCode",
    "aggregates_of",
    "correct_outcome",
    "missing_outcomes",
    "outcomes_at",
    "record_outcome",
    "self_reported",
    "take_back_report",
    "thirds_field",
    "verify_outcome",
    "withdraw_outcome",
]
