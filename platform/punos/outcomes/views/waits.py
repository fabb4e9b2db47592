"""What of outcomes waits for staff."""

from __future__ import annotations

from punos.i18n import Message, _staff_n
from punos.outcomes.reporting import waiting_reports
from punos.outcomes.views.base import RECORD
from punos.waiting import Waiting


def _told(num: int) -> Message:
    return _staff_n(
        "%(num)s person has told what became of them",
        "%(num)s people have told what became of them",
        num,
    )


WAITING = (Waiting(waiting_reports, _told, "outcomes.reported", RECORD, order=26),)
"""The page lists the cycles in which something waits."""
