"""The minutes of a meeting of everybody."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff
from punos.meetings.common import COMMON, common_meeting, kinds_of
from punos.meetings.minutes import minutes_of, write_minutes
from punos.meetings.models import Meeting
from punos.meetings.schemas import MinutesForm
from punos.meetings.views.base import crumbs, pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/meetings/<uuid:meeting_id>/minutes", allow=COMMON, kind="association")
def minutes(work: Work, slug: str, meeting_id: UUID) -> str:
    """What was said and decided, to be written or changed."""
    cycle, meeting, kind = _held(work, slug, meeting_id)
    kept = minutes_of(work, meeting_id)
    known = {"text": kept.text, "decisions": kept.decisions} if kept else {}
    return _draw(work, cycle, meeting, kind, Form(MinutesForm(), known))


@pages.post("/cycles/<slug>/meetings/<uuid:meeting_id>/minutes", allow=COMMON, kind="association")
def minutes_save(work: Work, slug: str, meeting_id: UUID) -> Response:
    """Keep them."""
    cycle, meeting, kind = _held(work, slug, meeting_id)
    form = Form.from_request(MinutesForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, meeting, kind, form), 422)
    write_minutes(work, cycle, meeting_id, text=data["text"], decisions=data["decisions"])
    flash(_staff("The minutes are saved."), "done")
    return see_other(url_for("meetings.meeting", slug=slug, meeting_id=meeting_id))


def _held(work: Work, slug: str, meeting_id: UUID) -> tuple[Cycle, Meeting, Any]:
    cycle = cycle_by_slug(work, slug)
    kinds = kinds_of(work, cycle)
    meeting = common_meeting(work, cycle, meeting_id)
    if meeting.state != "held":
        raise Absent
    return cycle, meeting, kinds.get(meeting.kind, "")


def _draw(work: Work, cycle: Cycle, meeting: Meeting, kind: Any, form: Form) -> str:
    title = _staff("Minutes of the meeting")
    return render(
        "meetings/minutes.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        meeting=meeting,
        title=title,
        kind=kind,
        form=form,
        breadcrumbs=crumbs(work, cycle, kind, title),
    )
