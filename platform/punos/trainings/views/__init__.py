"""Pages about trainings. Each module puts its routes into one section."""

from punos.trainings.views.base import pages

__all__ = ["pages"]
