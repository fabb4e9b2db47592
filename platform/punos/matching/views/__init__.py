"""Pages about matching. Each module puts its routes into one section."""

from punos.matching.views.base import pages

__all__ = ["pages"]
