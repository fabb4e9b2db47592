"""The first page of staff, and the pages of programmes and their cycles.

Each module puts its routes into one section.
"""

from punos.programmes.views import copying, cycles, overview, plan, settings, today
from punos.programmes.views.base import MENU, pages

__all__ = ["MENU", "copying", "cycles", "overview", "pages", "plan", "settings", "today"]
