"""Pages about surveys. Each module puts its routes into one section."""

from punos.surveys.views.base import pages

__all__ = ["pages"]
