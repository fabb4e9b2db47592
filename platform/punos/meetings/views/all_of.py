"""The meetings of everybody in a cycle, and adding one more."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff
from punos.meetings.common import COMMON, common_meetings, kinds_of, not_there_yet, plan_common
from punos.meetings.schemas import CommonMeetingForm
from punos.meetings.views.base import crumbs, pages, tag_of, waits
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

USUAL_START, USUAL_MINUTES = "17:00", 120


@pages.get("/cycles/<slug>/meetings", allow=COMMON, kind="association")
def meetings(work: Work, slug: str) -> str:
    """What is planned and was held, and what is meant to be held and is not there yet."""
    cycle = cycle_by_slug(work, slug)
    kinds = kinds_of(work, cycle)
    found = common_meetings(work, cycle)
    is_open = cycle.state != "closed"
    missing = Counter(not_there_yet(work, cycle, found)) if is_open else {}
    return render(
        "meetings/meetings.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        rows=[(one, kinds.get(one.meeting.kind, ""), tag_of(one.meeting)) for one in found],
        missing=[
            (kinds[kind], url_for("meetings.add", slug=slug, kind=kind), count if count > 1 else 0)
            for kind, count in missing.items()
            if kind in kinds
        ],
        is_open=is_open,
        breadcrumbs=crumbs(work, cycle),
    )


@pages.get("/cycles/<slug>/meetings/add", allow=COMMON, kind="association")
def add(work: Work, slug: str) -> str:
    """The form for one, of the kind that was asked for."""
    cycle = _open_cycle(work, slug)
    usual = {"kind": request.args.get("kind"), "starts": USUAL_START, "minutes": USUAL_MINUTES}
    return _draw(work, cycle, Form(_schema(work, cycle), usual))


@pages.post("/cycles/<slug>/meetings/add", allow=COMMON, kind="association")
def add_save(work: Work, slug: str) -> Response:
    """Plan it; of one whose time has passed the next page asks who was there."""
    cycle = _open_cycle(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, form), 422)
    meeting = plan_common(
        work,
        cycle,
        kind=data["kind"],
        local_start=_start(data),
        minutes=data["minutes"],
        place=data["place"],
    )
    if waits(meeting):
        flash(_staff("Saved. Now say who was there."), "note")
        return see_other(url_for("meetings.meeting", slug=slug, meeting_id=meeting.id))
    flash(_staff("The meeting is planned. Nobody was told by mail."), "done")
    return see_other(url_for("meetings.meetings", slug=slug))


def _open_cycle(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed":
        raise Absent
    return cycle


def _schema(work: Work, cycle: Cycle) -> PunosSchema:
    return CommonMeetingForm().offer(kind=list(kinds_of(work, cycle).items()))


def _start(data: Mapping[str, Any]) -> datetime:
    # To the minute, since there is one of a kind at a given minute.
    return datetime.combine(
        data["held_on"], data["starts"].replace(second=0, microsecond=0, tzinfo=None)
    )


def _draw(work: Work, cycle: Cycle, form: Form) -> str:
    title = _staff("Add a meeting of everybody")
    return render(
        "meetings/add.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        title=title,
        form=form,
        breadcrumbs=crumbs(work, cycle, title),
    )
