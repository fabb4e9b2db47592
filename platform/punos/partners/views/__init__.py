"""Pages about partners. Each module puts its routes into one section."""

from punos.partners.views import at_meeting, listed, of_cycle
from punos.partners.views.base import MENU, pages

__all__ = ["MENU", "at_meeting", "listed", "of_cycle", "pages"]
