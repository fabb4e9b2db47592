"""The section that all pages about groups belong to, and how a meeting is logged from any of them."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash

from punos import clock
from punos.forms import Form
from punos.groups.models import Group
from punos.groups.service import memberships
from punos.i18n import _
from punos.meetings.service import ZONE, has_begun, log_meeting, not_held_yet
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("groups", "punos.groups")
USUAL_STARTS = (time(17), time(12), time(8))
"""Few and round, so that two who log the same meeting most likely propose the same time."""


def usual_meeting() -> dict[str, Any]:
    """What most would type, so that two taps are enough: the last usual time that has passed."""
    here = clock.now().astimezone(ZoneInfo(ZONE))
    today = [start for start in USUAL_STARTS if start <= here.time()]
    day = here.date() if today else here.date() - timedelta(days=1)
    starts = (today or USUAL_STARTS)[0]
    return {"held_on": day, "starts": starts.isoformat("minutes"), "minutes": "60"}


def save_meeting(work: Work, group: Group, form: Form) -> bool:
    """Log the meeting of a form that was sent; False, with the reason in the form, when it cannot be."""
    data = form.load()
    if data is None:
        return False
    # To the minute, since a group meets once at a given minute.
    starts = data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    local_start = datetime.combine(data["held_on"], starts)
    if not has_begun(local_start):
        form.add_error("starts", not_held_yet())
        return False
    meeting = log_meeting(
        work,
        group,
        local_start=local_start,
        minutes=data["minutes"],
        topic=data["topic"],
        attendance={m.enrolment_id: "present" for m in memberships(work, group.id)},
    )
    flash(_("Your meeting was saved."), "done")
    for sentence in work.hooks.after("meeting_held", meeting=meeting):
        flash(str(sentence), "note")
    return True
