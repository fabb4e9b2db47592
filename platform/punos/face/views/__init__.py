"""Public pages and their making. Each module puts its routes into one section."""

from punos.face.views import accessibility, cycle, editing, poster
from punos.face.views.base import pages

__all__ = ["accessibility", "cycle", "editing", "pages", "poster"]
