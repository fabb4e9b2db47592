"""Pages about interviews. Each module puts its routes into one section."""

from punos.interviews.views.base import pages

__all__ = ["pages"]
