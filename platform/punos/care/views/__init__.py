"""Pages about care. Each module puts its routes into one section."""

from punos.care.views.base import pages

__all__ = ["pages"]
