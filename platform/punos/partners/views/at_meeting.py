"""Partners at one meeting of everybody: invite them, and say who came."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_n
from punos.meetings.common import common_meeting, kinds_of
from punos.meetings.models import Meeting
from punos.meetings.views.base import waits
from punos.partners.at_meetings import at_meeting, invite, say_who_came
from punos.partners.models import MeetingPartner
from punos.partners.schemas import AtMeetingForm
from punos.partners.service import partners_of
from punos.partners.views.base import MANAGE, crumbs, pages
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/meetings/<uuid:meeting_id>/partners", allow=MANAGE, kind="association")
def at_one(work: Work, slug: str, meeting_id: UUID) -> str:
    """Whom to invite; once it was held, who came."""
    cycle, meeting = _found(work, slug, meeting_id)
    there = at_meeting(work, meeting_id)
    chosen = [str(row.partner_id) for row in there if row.came]
    return _draw(work, cycle, meeting, there, Form(_schema(work, cycle), {"partners": chosen}))


@pages.post("/cycles/<slug>/meetings/<uuid:meeting_id>/partners", allow=MANAGE, kind="association")
def at_one_save(work: Work, slug: str, meeting_id: UUID) -> Response:
    """Invite those that are ticked to a meeting that is planned; of one that was held, they came."""
    cycle, meeting = _found(work, slug, meeting_id)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is None:
        there = at_meeting(work, meeting_id)
        return make_response(_draw(work, cycle, meeting, there, form), 422)
    chosen = set(data["partners"])
    if meeting.state == "held":
        say_who_came(work, cycle, meeting_id, chosen)
        flash(_staff("Saved which partners came."), "done")
    else:
        _invite(work, cycle, meeting, chosen)
    return see_other(url_for("partners.at_one", slug=slug, meeting_id=meeting_id))


def _invite(work: Work, cycle: Cycle, meeting: Meeting, chosen: set[UUID]) -> None:
    if not chosen:
        flash(_staff("Tick the partners that you want to invite."), "problem")
        return
    sent = invite(work, cycle, meeting.id, kinds_of(work, cycle).get(meeting.kind, ""), chosen)
    flash(
        _staff_n(
            "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", sent
        ),
        "done" if sent else "note",
    )


def _found(work: Work, slug: str, meeting_id: UUID) -> tuple[Cycle, Meeting]:
    cycle = cycle_by_slug(work, slug)
    kinds_of(work, cycle)
    meeting = common_meeting(work, cycle, meeting_id)
    if meeting.state == "cancelled":
        raise Absent
    return cycle, meeting


def _schema(work: Work, cycle: Cycle) -> PunosSchema:
    """The partners of the cycle, each once, whatever roles they have."""
    named = {str(partner.id): partner.name for partner, _part in partners_of(work, cycle)}
    return AtMeetingForm().offer(partners=list(named.items()))


def _draw(
    work: Work, cycle: Cycle, meeting: Meeting, there: list[MeetingPartner], form: Form
) -> str:
    kind = kinds_of(work, cycle).get(meeting.kind, "")
    back = url_for("meetings.meeting", slug=cycle.slug, meeting_id=meeting.id)
    return render(
        "partners/at_meeting.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        meeting=meeting,
        kind=kind,
        there=there,
        form=form,
        waits=waits(meeting),
        any_partner=bool(form.field("partners").options),
        back=back,
        breadcrumbs=crumbs(work, cycle, (kind, back), (_staff("Partners at it"), None)),
    )
