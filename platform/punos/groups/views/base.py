"""The section that all pages about groups belong to, and how a meeting is logged from any of them."""

from datetime import datetime
from typing import Any

from flask import flash

from punos import clock
from punos.groups.models import Group
from punos.groups.service import memberships
from punos.i18n import _
from punos.meetings.models import Meeting
from punos.meetings.service import log_meeting
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("groups", "punos.groups")


def usual_meeting() -> dict[str, Any]:
    """What most would type, so that two taps are enough."""
    return {"held_on": clock.today(), "starts": "17:00", "minutes": "60"}


def save_meeting(work: Work, group: Group, data: dict[str, Any]) -> Meeting:
    meeting = log_meeting(
        work,
        group,
        local_start=datetime.combine(data["held_on"], data["starts"]),
        minutes=data["minutes"],
        topic=data["topic"],
        attendance={m.enrolment_id: "present" for m in memberships(work, group.id)},
    )
    flash(_("Your meeting was saved."), "done")
    for sentence in work.hooks.after("meeting_held", meeting=meeting):
        flash(str(sentence), "note")
    return meeting
