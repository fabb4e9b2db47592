"""What one's own pair or group wants to reach."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.errors import Absent, Refused
from punos.forms import Form
from punos.groups.goal_panels import state_of_common
from punos.groups.goals import (
    STATES,
    GoalSchema,
    add_goal,
    change_goal,
    goals_of,
    has_goals,
    mark_goal,
    mark_programme_goal,
    programme_goal,
)
from punos.groups.own import Place, own_place_in
from punos.groups.views.base import pages
from punos.i18n import _
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

OWN, BY_LINK = "own.groups", "group_member"
MOST = 500


@pages.get("/my/group/<uuid:group_id>/aims", allow=OWN, link=BY_LINK)
def own_goals(work: Work, group_id: UUID) -> str:
    """The aims, each to be changed or marked as reached."""
    return _draw(work, _place(work, group_id), Form(GoalSchema()))


@pages.post("/my/group/<uuid:group_id>/aims", allow=OWN, link=BY_LINK)
def add_own_goal(work: Work, group_id: UUID) -> Response:
    """Write down one more."""
    place = _place(work, group_id)
    form = Form.from_request(GoalSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, place, form), 422)
    try:
        add_goal(work, place.group, data["text"], place.membership.enrolment_id)
    except Refused as no:
        form.add_error("_schema", str(no.message))
        return make_response(_draw(work, place, form), no.status)
    flash(_("It is written down."), "done")
    return _back(group_id)


@pages.post("/my/group/<uuid:group_id>/aims/<uuid:goal_id>", allow=OWN, link=BY_LINK)
def change_own_goal(work: Work, group_id: UUID, goal_id: UUID) -> Response:
    """Put it into other words, or say that it is reached, open again or given up."""
    group = _place(work, group_id).group
    if "state" in request.form:
        mark_goal(work, group, goal_id, request.form["state"])
    elif words := " ".join(request.form.get("text", "").split())[:MOST]:
        change_goal(work, group, goal_id, words)
    else:
        flash(_("Write what you want to reach, or take it out."), "warning")
        return _back(group_id)
    flash(_("The change is saved."), "done")
    return _back(group_id)


@pages.post("/my/group/<uuid:group_id>/aims/common", allow=OWN, link=BY_LINK)
def mark_common(work: Work, group_id: UUID) -> Response:
    """Say that the programme's aim is reached, or not any more."""
    place = _place(work, group_id)
    state = request.form.get("state", "")
    mark_programme_goal(work, place.group, place.membership.enrolment_id, state)
    flash(_("The change is saved."), "done")
    return _back(group_id)


def _place(work: Work, group_id: UUID) -> Place:
    """The reader's own place, where aims are set and the group still meets. Raises Absent."""
    place = own_place_in(work, group_id)
    if place.group.state != "active" or not has_goals(work, place.group):
        raise Absent
    return place


def _back(group_id: UUID) -> Response:
    return see_other(url_for("groups.own_goals", group_id=group_id))


def _draw(work: Work, place: Place, form: Form) -> str:
    goals = goals_of(work, place.group)
    return render(
        "groups/goals.html",
        place=place,
        form=form,
        goals=[one for one in goals if one.source == "group"],
        common=programme_goal(work, place.group),
        common_state=state_of_common([(one.source, one.state) for one in goals]),
        states=STATES,
        cycle_name=pick(place.group.cycle.names, work.language),
        back=_own_page(work, place),
    )


def _own_page(work: Work, place: Place) -> str:
    if work.actor.kind == "link":
        return url_for("groups.own_group")
    return url_for("groups.own_group_of", membership_id=place.membership.id)
