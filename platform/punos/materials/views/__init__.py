"""Pages about materials. Each module puts its routes into one section."""

from punos.materials.views import listing, one, own
from punos.materials.views.base import pages

__all__ = ["listing", "one", "own", "pages"]
