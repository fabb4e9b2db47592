"""The section that all pages about groups belong to, and how a meeting is logged from any of them."""

from datetime import datetime
from typing import Any

from flask import flash, url_for

from punos.errors import Refused
from punos.forms import Form
from punos.groups.diary import Diary
from punos.i18n import _, _staff
from punos.meetings.plan import receipt
from punos.meetings.schemas import OTHER_THEME
from punos.meetings.service import has_begun, held_counts, log_meeting, not_held_yet
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("groups", "punos.groups")
MISTAKE, REFUSED = 422, Refused.status


def crumbs(work: Work, cycle: Cycle) -> list[tuple[Any, str | None]]:
    """The way from the list of cycles to the groups of one."""
    return [
        (_staff("Cycles"), "/cycles"),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Pairs and groups"), url_for("groups.groups", slug=cycle.slug)),
    ]


def save_meeting(work: Work, diary: Diary, form: Form, *, on_behalf: bool = False) -> int | None:
    """Log the meeting of a form that was sent; `on_behalf`: by staff, for those who met.

    When it cannot be logged, the reason is in the form, and the status of that answer is given back.
    """
    data = form.load()
    if data is None:
        return MISTAKE
    # To the minute, since a group meets once at a given minute.
    starts = data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    local_start = datetime.combine(data["held_on"], starts)
    if not has_begun(local_start):
        form.add_error("starts", not_held_yet())
        return MISTAKE
    present = data.get("present", diary.people)
    theme = data.get("theme", OTHER_THEME)
    try:
        meeting = log_meeting(
            work,
            diary.group,
            local_start=local_start,
            minutes=data["minutes"],
            theme=None if theme == OTHER_THEME else theme,
            topic=data["topic"],
            topics=data.get("talked_about", ()),
            attendance={one: "present" if one in present else "absent" for one in diary.people},
            on_behalf=on_behalf,
        )
    except Refused as no:
        form.add_error("_schema", str(no.message))
        return REFUSED
    flash(_("Your meeting was saved."), "done")
    held = held_counts(work, [diary.group.id])[diary.group.id]
    for sentence in (receipt(diary.plan, held), *work.hooks.after("meeting_held", meeting=meeting)):
        if sentence:
            flash(str(sentence), "note")
    return None
