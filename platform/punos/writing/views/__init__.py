"""Pages about messages to people. Each module puts its routes into one section."""

from punos.writing.views.base import pages

__all__ = ["pages"]
