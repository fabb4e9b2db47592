"""What of trainings waits for staff, as their first page tells it."""

from typing import Any

from sqlalchemy import ScalarSelect, func, select

from punos.db import points_at
from punos.i18n import Message, _staff_n
from punos.meetings.models import Meeting
from punos.trainings.models import Training
from punos.trainings.views.base import MANAGE
from punos.trainings.views.listed import is_due
from punos.waiting import Waiting
from punos.work import Work


def _to_write_down(_work: Work) -> ScalarSelect[Any]:
    """How many were planned for a day that is over, and nobody has said whether they were held."""
    return (
        select(func.count(Training.id))
        .join(Meeting, points_at(Training.meeting_id, Meeting))
        .where(is_due())
        .scalar_subquery()
    )


def _words(count: int) -> Message:
    return _staff_n("Say who was at %(num)s training", "Say who was at %(num)s trainings", count)


WAITING = (Waiting(_to_write_down, _words, "trainings.every", MANAGE, {"state": "due"}, order=40),)
