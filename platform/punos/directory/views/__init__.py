"""Pages about directory. Each module puts its routes into one section."""

from punos.directory.views.base import pages

__all__ = ["pages"]
