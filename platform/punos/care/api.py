"""What plugins may use of care."""

from punos.care.schemas import care_field
from punos.care.service import pause as pause_group
from punos.care.service import say_how_it_goes, say_in_touch

__all__ = ["care_field", "pause_group", "say_how_it_goes", "say_in_touch"]
