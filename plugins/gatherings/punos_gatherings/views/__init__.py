"""The plugin's pages, one module for each topic; importing them declares their routes."""

from punos_gatherings.views import dates, season
from punos_gatherings.views.base import pages

__all__ = ["dates", "pages", "season"]
