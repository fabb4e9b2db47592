"""Pages about certificates. Each module puts its routes into one section."""

from punos.certificates.views import own, staff
from punos.certificates.views.base import pages
from punos.certificates.views.staff import cycle_part

__all__ = ["cycle_part", "own", "pages", "staff"]
