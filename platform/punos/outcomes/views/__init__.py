"""Pages about outcomes. Each module puts its routes into one section."""

from punos.outcomes.views import earlier, evidence, of_cycle, person, reports
from punos.outcomes.views.base import pages
from punos.outcomes.views.waits import WAITING

__all__ = ["WAITING", "earlier", "evidence", "of_cycle", "pages", "person", "reports"]
