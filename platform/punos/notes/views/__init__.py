"""Pages about notes. Each module puts its routes into one section."""

from punos.notes.views.base import pages

__all__ = ["pages"]
