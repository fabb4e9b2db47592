"""What other parts and plugins may use of interviews."""

from punos.interviews.models import InterviewScore, InterviewSlot
from punos.interviews.reading import Score, mean_score, scores_of, times_of

__all__ = ["InterviewScore", "InterviewSlot", "Score", "mean_score", "scores_of", "times_of"]
