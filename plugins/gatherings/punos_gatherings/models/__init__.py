"""The plugin's tables."""

from punos_gatherings.models.camps import Camp, Need
from punos_gatherings.models.dates import Contributor, Occasion, Season, WalkIn
from punos_gatherings.models.path import Advice, Employment, Step
from punos_gatherings.models.seats import Seat

__all__ = [
    "Advice",
    "Camp",
    "Contributor",
    "Employment",
    "Need",
    "Occasion",
    "Season",
    "Seat",
    "Step",
    "WalkIn",
]
