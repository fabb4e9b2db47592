"""Pages about employers. Each module puts its routes into one section."""

from punos.employers.views import bring, contacts, listed, of_cycles, one, own, staff
from punos.employers.views.base import pages
from punos.employers.views.waits import WAITING

__all__ = ["WAITING", "bring", "contacts", "listed", "of_cycles", "one", "own", "pages", "staff"]
