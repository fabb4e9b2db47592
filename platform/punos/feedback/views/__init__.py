"""Pages about feedback. Each module puts its routes into one section."""

from punos.feedback.views import adjustments, due, interviews, own, quotes
from punos.feedback.views.base import pages
from punos.feedback.views.waits import WAITING, cycle_part

__all__ = [
    "WAITING",
    "adjustments",
    "cycle_part",
    "due",
    "interviews",
    "own",
    "pages",
    "quotes",
]
