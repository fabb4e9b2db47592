"""Pages about advice. Each module puts its routes into one section."""

from punos.advice.views import of_cycle, one
from punos.advice.views.base import pages

__all__ = ["of_cycle", "one", "pages"]
