"""What the plugin shows on the core's pages."""

from collections.abc import Sequence

from punos.plugin import Cycle, Meeting, Message, Panel, TodayItem, Work


def cycle_panels(_work: Work, _cycle: Cycle) -> Sequence[Panel]:
    """Where matching stands."""
    return ()


def today(_work: Work, _cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """What waits in matching."""
    return ()


def meeting_receipt(_work: Work, _meeting: Meeting) -> Sequence[Message]:
    """How many of the planned meetings have been held."""
    return ()
