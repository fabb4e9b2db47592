"""The section that the pages belong to, and what they share."""

from typing import Any

from flask import url_for

from punos.i18n import _staff, _staff_l
from punos.meetings.models import Meeting
from punos.meetings.service import has_begun
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Tag
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("meetings", "punos.meetings")
STATES = {
    "planned": Tag(_staff_l("Planned")),
    "held": Tag(_staff_l("Held"), "good"),
    "cancelled": Tag(_staff_l("Cancelled")),
}
TO_SAY = Tag(_staff_l("Was it held?"), "wait")


def tag_of(meeting: Meeting) -> Tag:
    """The state of a meeting; of one that was planned and has begun, that somebody has to say."""
    return TO_SAY if waits(meeting) else STATES[meeting.state]


def waits(meeting: Meeting) -> bool:
    """Whether it has begun, and nobody has said yet that it was held."""
    return meeting.state == "planned" and has_begun(meeting.local_start, meeting.zone)


def crumbs(work: Work, cycle: Cycle, *more: Any) -> list[tuple[Any, str | None]]:
    """The way from the list of cycles; the last of `more` is the page itself."""
    way = [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Meetings of everybody"), url_for("meetings.meetings", slug=cycle.slug)),
        *((title, None) for title in more),
    ]
    return way if more else [*way[:-1], (way[-1][0], None)]
