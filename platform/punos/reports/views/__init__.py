"""Pages about reports. Each module puts its routes into one section."""

from punos.reports.views import listed, one, staffing
from punos.reports.views.base import pages
from punos.reports.views.listed import MENU, cycle_part

__all__ = ["MENU", "cycle_part", "listed", "one", "pages", "staffing"]
