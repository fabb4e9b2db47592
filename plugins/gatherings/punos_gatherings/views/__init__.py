"""The plugin's pages, one module for each topic; importing them declares their routes."""

from punos_gatherings.views import (
    camp,
    camp_people,
    camp_plan,
    camp_public,
    confirm,
    dates,
    door,
    employment,
    events,
    own,
    path,
    paths,
    public,
    season,
)
from punos_gatherings.views.base import pages

__all__ = [
    "camp",
    "camp_people",
    "camp_plan",
    "camp_public",
    "confirm",
    "dates",
    "door",
    "employment",
    "events",
    "own",
    "pages",
    "path",
    "paths",
    "public",
    "season",
]
