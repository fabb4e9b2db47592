"""Pages about matching. Each module puts its routes into one section."""

from punos.matching.views import decided, own
from punos.matching.views.base import pages

__all__ = ["decided", "own", "pages"]
