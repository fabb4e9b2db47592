"""What plugins may use of outcomes."""

from punos.outcomes.models import Outcome
from punos.outcomes.service import outcomes_at, record_outcome

__all__ = ["Outcome", "outcomes_at", "record_outcome"]
