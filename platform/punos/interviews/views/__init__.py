"""Pages about interviews. Each module puts its routes into one section."""

from punos.interviews.views import asking, every, offering, one, own, score
from punos.interviews.views.base import pages
from punos.interviews.views.waits import WAITING

__all__ = ["WAITING", "asking", "every", "offering", "one", "own", "pages", "score"]
