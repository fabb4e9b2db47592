"""Pages about pairs and groups: one's own, and those of a cycle for staff.

Each module puts its routes into one section.
"""

from punos.groups.views import chat, goals, one, own, planning, staff
from punos.groups.views.base import pages

__all__ = ["chat", "goals", "one", "own", "pages", "planning", "staff"]
