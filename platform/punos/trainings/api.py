"""What other parts and plugins may use of trainings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from punos.texts import pick
from punos.trainings.models import Training, TrainingPlace
from punos.trainings.places import sign_up
from punos.trainings.reading import attended_by
from punos.trainings.service import Plan, plan_training
from punos.work import Work

__all__ = [
    "Attended",
    "Plan",
    "Training",
    "TrainingPlace",
    "attended",
    "plan_training",
    "sign_up",
]


class Attended(NamedTuple):
    """A training at which somebody was: its title by language, its day, its length in minutes."""

    titles: dict[str, str]
    day: date
    minutes: int

    def title(self, language: str) -> str:
        """Its title in a language, or in the one that there is."""
        return pick(self.titles, language).value


def attended(work: Work, enrolment_ids: Sequence[UUID]) -> dict[UUID, list[Attended]]:
    """The trainings that were held and at which these were, the earliest first; nobody else is in it.

    One statement, however many are asked for.
    """
    return {
        enrolment_id: [
            Attended(one.titles, one.meeting.local_start.date(), one.meeting.minutes)
            for one in trainings
        ]
        for enrolment_id, trainings in attended_by(work, enrolment_ids).items()
    }
