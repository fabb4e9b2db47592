"""Pages about feedback. Each module puts its routes into one section."""

from punos.feedback.views.base import pages

__all__ = ["pages"]
