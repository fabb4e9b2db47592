"""One meeting of everybody: who was there, that it was held, cancelling it."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_n
from punos.meetings.common import (
    COMMON,
    Expected,
    cancel_common,
    common_meeting,
    expected_at,
    kinds_of,
    write_down,
)
from punos.meetings.minutes import minutes_of
from punos.meetings.models import Meeting
from punos.meetings.schemas import PresentForm
from punos.meetings.views.base import crumbs, pages, tag_of, waits
from punos.partners.at_meetings import at_meeting, tell_cancelled
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

PARTNERS = "partners.manage"


@pages.get("/cycles/<slug>/meetings/<uuid:meeting_id>", allow=COMMON, kind="association")
def meeting(work: Work, slug: str, meeting_id: UUID) -> str:
    """When and where it is, and who was there; with `?all=yes` everybody is ticked, not yet saved."""
    cycle, found = _found(work, slug, meeting_id)
    people = expected_at(work, cycle, meeting_id)
    everybody = request.args.get("all") == "yes"
    ticked = [str(one.enrolment_id) for one in people if everybody or one.mark == "present"]
    return _draw(
        work, cycle, found, people, Form(_schema(work, cycle, people), {"present": ticked})
    )


@pages.post("/cycles/<slug>/meetings/<uuid:meeting_id>", allow=COMMON, kind="association")
def meeting_save(work: Work, slug: str, meeting_id: UUID) -> Response:
    """It was held, and these were there."""
    cycle, found = _found(work, slug, meeting_id)
    people = expected_at(work, cycle, meeting_id)
    form = Form.from_request(_schema(work, cycle, people), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, found, people, form), 422)
    write_down(work, cycle, meeting_id, set(data.get("present", ())))
    flash(_staff("Saved. The meeting was held."), "done")
    return see_other(url_for("meetings.meetings", slug=slug))


@pages.post("/cycles/<slug>/meetings/<uuid:meeting_id>/cancel", allow=COMMON, kind="association")
def cancel(work: Work, slug: str, meeting_id: UUID) -> Response | str:
    """Cancel one that is planned; asks first."""
    cycle, found = _found(work, slug, meeting_id)
    if found.state != "planned" or cycle.state == "closed":
        raise Absent
    if request.form.get("sure") != "yes":
        return render("meetings/cancel.html", **_frame(work, cycle, found))
    cancel_common(work, cycle, meeting_id)
    _say_cancelled(
        tell_cancelled(work, cycle, meeting_id, kinds_of(work, cycle).get(found.kind, ""))
    )
    return see_other(url_for("meetings.meetings", slug=slug))


def _say_cancelled(partners: int) -> None:
    flash(_staff("The meeting is cancelled. Those who take part were not told by mail."), "done")
    if partners:
        told = _staff_n("%(num)s partner is told.", "%(num)s partners are told.", partners)
        flash(told, "note")


def _found(work: Work, slug: str, meeting_id: UUID) -> tuple[Cycle, Meeting]:
    cycle = cycle_by_slug(work, slug)
    kinds_of(
        work, cycle
    )  # where there are none, a plugin's pages do this with all that belongs to it
    return cycle, common_meeting(work, cycle, meeting_id)


def _schema(work: Work, cycle: Cycle, people: Sequence[Expected]) -> PunosSchema:
    """Without people nobody is asked for: it was held by those who planned it."""
    if not people:
        return PresentForm(exclude=["present"])
    roles = model_of(work, cycle).roles
    return PresentForm().offer(
        present=[(str(one.enrolment_id), f"{one.name} · {roles[one.role]}") for one in people]
    )


def _frame(work: Work, cycle: Cycle, found: Meeting) -> dict[str, object]:
    kind = kinds_of(work, cycle).get(found.kind, "")
    return {
        "cycle": cycle,
        "name": pick(cycle.names, work.language),
        "meeting": found,
        "title": kind,
        "breadcrumbs": crumbs(work, cycle, kind),
    }


def _draw(work: Work, cycle: Cycle, found: Meeting, people: Sequence[Expected], form: Form) -> str:
    is_open = cycle.state != "closed"
    return render(
        "meetings/meeting.html",
        **_frame(work, cycle, found),
        state=tag_of(found),
        form=form,
        people=people,
        partners=at_meeting(work, found.id),
        minutes=minutes_of(work, found.id) if found.state == "held" else None,
        may_invite=work.actor.may(PARTNERS) and found.state != "cancelled",
        present=sum(one.mark == "present" for one in people),
        may_write=is_open and (found.state == "held" or waits(found)),
        may_cancel=is_open and found.state == "planned",
    )
