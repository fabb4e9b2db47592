"""Pages about reports. Each module puts its routes into one section."""

from punos.reports.views.base import pages

__all__ = ["pages"]
