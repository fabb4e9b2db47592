"""Pages about messages to people. Each module puts its routes into one section."""

from punos.writing.views import begin, listed, one, own, people, person, ready
from punos.writing.views.base import MENU, pages
from punos.writing.views.lists import AUDIENCES

__all__ = [
    "AUDIENCES",
    "MENU",
    "begin",
    "listed",
    "one",
    "own",
    "pages",
    "people",
    "person",
    "ready",
]
