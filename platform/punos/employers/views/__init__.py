"""Pages about employers. Each module puts its routes into one section."""

from punos.employers.views.base import pages

__all__ = ["pages"]
