"""What other parts and plugins may use of messages."""

from punos.writing.audiences import Arguments, Audience
from punos.writing.shown import Shown, shown_to

__all__ = ["Arguments", "Audience", "Shown", "shown_to"]
