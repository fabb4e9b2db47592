"""Pages about partners. Each module puts its routes into one section."""

from punos.partners.views.base import pages

__all__ = ["pages"]
