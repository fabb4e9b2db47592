"""What other parts and plugins may use of interviews."""

from punos.interviews.models import InterviewScore, InterviewSlot
from punos.interviews.reading import Score, mean_score, scores_of, times_of
from punos.interviews.schemas import InterviewSettings

__all__ = [
    "InterviewScore",
    "InterviewSettings",
    "InterviewSlot",
    "Score",
    "mean_score",
    "scores_of",
    "times_of",
]
