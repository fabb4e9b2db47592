"""What of outcomes waits for staff."""

from __future__ import annotations

from punos.i18n import Message, _staff_n
from punos.outcomes.due import count_due
from punos.outcomes.reporting import waiting_reports
from punos.outcomes.views.base import RECORD
from punos.waiting import Waiting


def _told(num: int) -> Message:
    return _staff_n(
        "%(num)s person has told what became of them",
        "%(num)s people have told what became of them",
        num,
    )


def _to_ask(num: int) -> Message:
    return _staff_n(
        "%(num)s person is to be asked how it is half a year or a year later",
        "%(num)s people are to be asked how it is half a year or a year later",
        num,
    )


WAITING = (
    Waiting(waiting_reports, _told, "outcomes.reported", RECORD, order=26),
    Waiting(count_due, _to_ask, "outcomes.due", RECORD, order=32),
)
"""The pages list the people, and lead to their cycles."""
