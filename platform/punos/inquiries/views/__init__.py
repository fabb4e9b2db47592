"""Pages about questions from public pages. Each module puts its routes into one section."""

from punos.inquiries.views import asking
from punos.inquiries.views.base import pages
from punos.inquiries.views.inbox import MENU, WAITING

__all__ = ["MENU", "WAITING", "asking", "pages"]
