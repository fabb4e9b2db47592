"""Pages about agreements. Each module puts its routes into one section."""

from punos.agreements.views import one, overview, own
from punos.agreements.views.base import pages
from punos.agreements.views.waits import WAITING

__all__ = ["WAITING", "one", "overview", "own", "pages"]
