"""Pages on which a file of people is brought in: choose it, name its columns, look, decide, add.

Each module puts its routes into one section.
"""

from punos.imports.views import alike, choose, columns, look, words
from punos.imports.views.base import pages

__all__ = ["alike", "choose", "columns", "look", "pages", "words"]
