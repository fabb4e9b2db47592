"""Pages about calendar feeds. Each module puts its routes into one section."""

from punos.feeds.views import feed, own
from punos.feeds.views.base import pages

__all__ = ["feed", "own", "pages"]
