"""What plugins may use of events. They live on the hooks `on_*`, and replay after a suspension."""

from punos.events.models import Event
from punos.events.service import replay

__all__ = ["Event", "replay"]
