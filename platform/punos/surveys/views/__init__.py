"""Pages about surveys. Each module puts its routes into one section."""

from punos.surveys.views import asking, own, reading, sending
from punos.surveys.views.base import pages

__all__ = ["asking", "own", "pages", "reading", "sending"]
