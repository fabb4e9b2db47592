"""Pages about figures. Each module puts its routes into one section."""

from punos.metrics.views import summary
from punos.metrics.views.base import pages

__all__ = ["pages", "summary"]
