"""Pages about the directory. Each module puts its routes into one section."""

from punos.directory.views import own
from punos.directory.views.base import pages

__all__ = ["own", "pages"]
