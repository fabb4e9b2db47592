"""Pages about trainings. Each module puts its routes into one section."""

from punos.trainings.views import listed, one, own, planning
from punos.trainings.views.base import pages
from punos.trainings.views.waits import WAITING

__all__ = ["WAITING", "listed", "one", "own", "pages", "planning"]
