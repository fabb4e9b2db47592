"""Pages about partners. Each module puts its routes into one section."""

from punos.partners.views import at_meeting, listed, of_cycle
from punos.partners.views.base import pages

__all__ = ["at_meeting", "listed", "of_cycle", "pages"]
