"""Pages about materials. Each module puts its routes into one section."""

from punos.materials.views.base import pages

__all__ = ["pages"]
