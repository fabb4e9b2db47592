"""Planning the meetings of a group of groups ahead, for staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.groups.coming import cancel_for_group, plan_for_group, plans_ahead
from punos.groups.models import Group
from punos.groups.reading import members_of, title_of, visible_group
from punos.groups.views.base import crumbs, pages
from punos.i18n import _staff, _staff_n
from punos.meetings.schemas import CommonMeetingForm
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LOG = "meetings.log"
USUAL = {"starts": "17:00", "minutes": 120}


@pages.get("/groups/<uuid:group_id>/plan", allow=LOG)
def plan_ahead(work: Work, group_id: UUID) -> str:
    """The form for a meeting that lies ahead."""
    found = _planned(work, group_id)
    return _draw(work, found, Form(_schema(), USUAL))


@pages.post("/groups/<uuid:group_id>/plan", allow=LOG)
def plan_ahead_save(work: Work, group_id: UUID) -> Response:
    """Plan it, and tell everybody in the group."""
    found = _planned(work, group_id)
    form = Form.from_request(_schema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, found, form), 422)
    mails = plan_for_group(
        work,
        found,
        local_start=_start(data),
        minutes=data["minutes"],
        place=data["place"],
    )
    flash(_staff("The meeting is planned."), "done")
    return _told(found, mails)


@pages.post("/groups/<uuid:group_id>/plan/<uuid:meeting_id>/cancel", allow=LOG)
def cancel_planned(work: Work, group_id: UUID, meeting_id: UUID) -> Response:
    """Cancel one, and tell everybody in the group."""
    found = _planned(work, group_id)
    mails = cancel_for_group(work, found, meeting_id)
    flash(_staff("The meeting is cancelled."), "done")
    return _told(found, mails)


def _planned(work: Work, group_id: UUID) -> Group:
    """The group, if its meetings are planned ahead. Raises Absent."""
    found = visible_group(work, group_id, LOG)
    if not plans_ahead(work, found):
        raise Absent
    return found


def _schema() -> CommonMeetingForm:
    return CommonMeetingForm(exclude=("kind",))


def _start(data: Mapping[str, Any]) -> datetime:
    # To the minute, since a group meets once at a given minute.
    starts = data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    return datetime.combine(data["held_on"], starts)


def _told(group: Group, mails: int) -> Response:
    said = _staff_n("%(num)s mail is on its way.", "%(num)s mails are on their way.", mails)
    flash(said, "note")
    return see_other(url_for("groups.group", group_id=group.id))


def _draw(work: Work, group: Group, form: Form) -> str:
    title = title_of(group, members_of(work, group))
    there = url_for("groups.group", group_id=group.id)
    trail = [*crumbs(work, group.cycle), (title, there), (_staff("Plan a meeting"), None)]
    return render("groups/plan.html", group=group, title=title, form=form, breadcrumbs=trail)
