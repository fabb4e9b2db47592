"""Pages of an association's first steps."""

from punos.starting.views.start import pages

__all__ = ["pages"]
