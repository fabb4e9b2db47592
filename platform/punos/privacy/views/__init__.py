"""Pages about what is kept about people. Each module puts its routes into one section."""

from punos.privacy.views.base import pages

__all__ = ["pages"]
