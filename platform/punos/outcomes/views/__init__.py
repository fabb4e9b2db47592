"""Pages about outcomes. Each module puts its routes into one section."""

from punos.outcomes.views import due, earlier, evidence, of_cycle, person, reports
from punos.outcomes.views.base import pages
from punos.outcomes.views.waits import WAITING

__all__ = ["WAITING", "due", "earlier", "evidence", "of_cycle", "pages", "person", "reports"]
