"""Pages about matching. Each module puts its routes into one section."""

from punos.matching.views import own
from punos.matching.views.base import pages

__all__ = ["own", "pages"]
