"""Pages about care. Each module puts its routes into one section."""

from punos.care.views import answers, ending, every, own, resting
from punos.care.views.base import pages
from punos.care.views.waits import WAITING

__all__ = ["WAITING", "answers", "ending", "every", "own", "pages", "resting"]
