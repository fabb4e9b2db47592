"""Pages about notes. Each module puts its routes into one section."""

from punos.notes.views import about, ending, one
from punos.notes.views.base import pages
from punos.notes.views.ending import WAITING

__all__ = ["WAITING", "about", "ending", "one", "pages"]
