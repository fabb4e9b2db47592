"""The section that all pages about interviews belong to, and what they share."""

from typing import Any

from flask import url_for

from punos import clock
from punos.i18n import _staff, _staff_l
from punos.interviews.models import InterviewSlot
from punos.interviews.reading import starts_at
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Tag
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("interviews", "punos.interviews")

STATES: dict[str, Tag] = {
    "open": Tag(_staff_l("Free")),
    "booked": Tag(_staff_l("Chosen"), "wait"),
    "held": Tag(_staff_l("Held"), "good"),
    "missed": Tag(_staff_l("Did not come"), "bad"),
    "withdrawn": Tag(_staff_l("Taken back")),
}


def state_of(slot: InterviewSlot) -> Tag:
    """Its state in words; one that nobody took and that has passed is no free one any more."""
    if slot.state == "open" and starts_at(slot) < clock.now():
        return Tag(_staff("Nobody chose it"))
    return STATES[slot.state]


def crumbs(work: Work, cycle: Cycle, title: Any = None) -> list[tuple[Any, str | None]]:
    """Where a page about a cycle's interviews stands."""
    here: list[tuple[Any, str | None]] = [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
    ]
    if title is None:
        return [*here, (_staff("Interviews"), None)]
    return [
        *here,
        (_staff("Interviews"), url_for("interviews.of_cycle", slug=cycle.slug)),
        (title, None),
    ]
