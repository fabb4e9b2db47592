"""What plugins may use of outcomes."""

from punos.outcomes.codes import CODES, OutcomeCode
from punos.outcomes.models import Outcome
from punos.outcomes.reporting import self_reported, take_back_report
from punos.outcomes.service import (
    correct_outcome,
    missing_outcomes,
    outcomes_at,
    record_outcome,
    verify_outcome,
    withdraw_outcome,
)

__all__ = [
    "CODES",
    "Outcome",
    "OutcomeCode",
    "correct_outcome",
    "missing_outcomes",
    "outcomes_at",
    "record_outcome",
    "self_reported",
    "take_back_report",
    "verify_outcome",
    "withdraw_outcome",
]
