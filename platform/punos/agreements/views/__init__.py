"""Pages about agreements. Each module puts its routes into one section."""

from punos.agreements.views.base import pages

__all__ = ["pages"]
