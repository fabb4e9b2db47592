"""The section that all pages about trainings belong to, and what they share."""

from typing import Any

from flask import url_for

from punos.i18n import _staff, _staff_l
from punos.meetings.common import COMMON
from punos.programmes.models import Programme
from punos.texts import pick
from punos.trainings.models import Training
from punos.trainings.reading import has_begun
from punos.web.lists import Tag
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("trainings", "punos.trainings")
MANAGE = COMMON
"""The permission: a training is the whole association's, as the meetings of everybody are."""
STATES = {
    "planned": Tag(_staff_l("Planned")),
    "held": Tag(_staff_l("Held"), "good"),
    "cancelled": Tag(_staff_l("Cancelled")),
}
TO_SAY = Tag(_staff_l("Was it held?"), "wait")


def tag_of(training: Training) -> Tag:
    """The state of a training; of one that was planned and has begun, that somebody has to say."""
    return TO_SAY if waits(training) else STATES[training.meeting.state]


def waits(training: Training) -> bool:
    """Whether it has begun, and nobody has said yet that it was held."""
    return training.meeting.state == "planned" and has_begun(training)


def crumbs(work: Work, programme: Programme, *more: Any) -> list[tuple[Any, str | None]]:
    """The way to a programme's trainings; the last of `more` is the page itself."""
    here = url_for("trainings.trainings", programme=programme.slug)
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(programme.names, work.language), None),
        (_staff("Trainings"), here if more else None),
        *((title, None) for title in more),
    ]
