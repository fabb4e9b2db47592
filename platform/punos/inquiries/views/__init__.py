"""Pages about questions from public pages. Each module puts its routes into one section."""

from punos.inquiries.views.base import pages

__all__ = ["pages"]
