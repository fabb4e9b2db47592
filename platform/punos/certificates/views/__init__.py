"""Pages about certificates. Each module puts its routes into one section."""

from punos.certificates.views.base import pages

__all__ = ["pages"]
