"""One's own pair or group, by account or by link."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from punos.errors import Absent
from punos.forms import Form
from punos.groups.models import Membership
from punos.groups.own import (
    companions,
    group_of,
    has_applied,
    own_membership,
    own_memberships,
)
from punos.groups.views.base import pages, save_meeting, usual_meeting
from punos.meetings.schemas import MeetingForm
from punos.meetings.service import meetings_of
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/my", allow="own.groups")
def my(work: Work) -> Response | str:
    """The first page of a mentor or mentee: their pair at once when there is just one."""
    places = own_memberships(work)
    if len(places) == 1:
        return see_other(url_for("groups.own_group_of", membership_id=places[0].id))
    return render(
        "groups/my.html",
        places=[_place(work, place) for place in places],
        applied=has_applied(work),
    )


def _place(work: Work, membership: Membership) -> dict[str, Any]:
    group = group_of(work, membership)
    return {
        "membership": membership,
        "cycle": pick(group.cycle.names, work.language),
        "companions": companions(work, membership),
    }


@pages.get("/my/group", allow="own.groups", link="group_member")
def own_group(work: Work) -> str:
    """The bearer's own pair or group: who the others are, and the meetings so far."""
    return _own_page(work, own_membership(work))


@pages.get("/my/groups/<uuid:membership_id>", allow="own.groups")
def own_group_of(work: Work, membership_id: UUID) -> str:
    """The same for somebody signed in, who may be in several."""
    return _own_page(work, own_membership(work, membership_id))


@pages.post("/my/group", allow="own.groups", link="group_member")
def log_own_meeting(work: Work) -> Response | tuple[str, int] | str:
    """Record that we met."""
    return _log_own(work, own_membership(work), url_for("groups.own_group"))


@pages.post("/my/groups/<uuid:membership_id>", allow="own.groups")
def log_own_meeting_of(work: Work, membership_id: UUID) -> Response | tuple[str, int] | str:
    """The same for somebody signed in."""
    membership = own_membership(work, membership_id)
    return _log_own(work, membership, url_for("groups.own_group_of", membership_id=membership_id))


def _own_page(work: Work, membership: Membership, form: Form | None = None) -> str:
    group = group_of(work, membership)
    return render(
        "groups/own.html",
        form=form or Form(MeetingForm(), usual_meeting()),
        action=request.path,
        place=_place(work, membership),
        group=group,
        roles=model_of(work, group.cycle).roles,
        meetings=meetings_of(work, group.id),
    )


def _log_own(work: Work, membership: Membership, back: str) -> Response | tuple[str, int] | str:
    form = Form.from_request(MeetingForm(), request.form)
    group = group_of(work, membership)
    if group.state != "active":
        raise Absent
    if not save_meeting(work, group, form):
        return _own_page(work, membership, form), 422
    return see_other(back)
