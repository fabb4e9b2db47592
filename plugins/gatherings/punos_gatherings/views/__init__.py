"""The plugin's pages, one module for each topic; importing them declares their routes."""

from punos_gatherings.views import (
    camp,
    camp_plan,
    camp_public,
    confirm,
    dates,
    door,
    own,
    public,
    season,
)
from punos_gatherings.views.base import pages

__all__ = [
    "camp",
    "camp_plan",
    "camp_public",
    "confirm",
    "dates",
    "door",
    "own",
    "pages",
    "public",
    "season",
]
