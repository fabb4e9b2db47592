"""The plugin's tables."""

from punos_gatherings.models.camps import Camp, Need
from punos_gatherings.models.dates import Contributor, Newcomer, Occasion, Season
from punos_gatherings.models.path import Employment, Step
from punos_gatherings.models.seats import Seat

__all__ = [
    "Camp",
    "Contributor",
    "Employment",
    "Need",
    "Newcomer",
    "Occasion",
    "Season",
    "Seat",
    "Step",
]
