"""Pages about the meetings of everybody in a cycle. Those of a group are on the group's own page.

Each module puts its routes into one section.
"""

from punos.meetings.views import all_of, minutes, one
from punos.meetings.views.base import pages

__all__ = ["all_of", "minutes", "one", "pages"]
