"""What plugins may use of units."""

from punos.units.models import Unit
from punos.units.service import unit_by_slug, units

__all__ = ["Unit", "unit_by_slug", "units"]
