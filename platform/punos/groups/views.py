"""One's own pair or group (by account or by link), and the groups of a cycle for staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from sqlalchemy import Select, func, select

from punos import clock
from punos.access import scope
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.groups.models import Group, Membership
from punos.groups.own import companions, group_of, own_membership, own_memberships
from punos.groups.service import end_group, memberships
from punos.i18n import _, _staff, _staff_l
from punos.meetings.models import Meeting
from punos.meetings.schemas import MeetingForm
from punos.meetings.service import log_meeting, meetings_of
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.pages import Pages
from punos.web.render import render
from punos.work import Work

pages = Pages("groups", __name__)


@pages.get("/my", allow="own.groups")
def my(work: Work) -> Response | str:
    """The first page of a mentor or mentee: their pair at once when there is just one."""
    places = own_memberships(work)
    if len(places) == 1:
        return redirect(url_for("groups.own_group_of", membership_id=places[0].id), 303)  # type: ignore[return-value]
    return render("groups/my.html", places=[_place(work, place) for place in places])


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
        form=form or Form(MeetingForm(), _usual_meeting()),
        action=request.path,
        place=_place(work, membership),
        group=group,
        roles=model_of(work, group.cycle).roles,
        meetings=meetings_of(work, group.id),
    )


def _usual_meeting() -> dict[str, Any]:
    """What most would type, so that two taps are enough."""
    return {"held_on": clock.today(), "starts": "17:00", "minutes": "60"}


def _log_own(work: Work, membership: Membership, back: str) -> Response | tuple[str, int] | str:
    form = Form.from_request(MeetingForm(), request.form)
    data = form.load()
    if data is None:
        return _own_page(work, membership, form), 422
    group = group_of(work, membership)
    if group.state != "active":
        raise Absent
    _save_meeting(work, group, data)
    return redirect(back, 303)  # type: ignore[return-value]


def _save_meeting(work: Work, group: Group, data: dict[str, Any]) -> Meeting:
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


@pages.get("/cycles/<slug>/groups", allow="groups.read")
def groups(work: Work, slug: str) -> Response | str:
    """The pairs and groups of a cycle, with how often each has met."""
    cycle = cycle_by_slug(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        return listing.csv_response()
    return render(
        "groups/groups.html", cycle=cycle, name=pick(cycle.names, work.language), listing=listing
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    states = {"active": Tag(_staff_l("Meets"), "good"), "ended": Tag(_staff_l("Ended"))}
    kinds = {kind.name: kind.label for kind in model_of(work, cycle).group_kinds}
    return Listing(
        work,
        request.args,
        scope(work.actor, _group_rows(cycle), Group, "groups.read"),
        columns=[
            Column(
                "members", _staff_l("Who"), sort=None, value=lambda row: row.members, link=_link
            ),
            Column("kind", _staff_l("Kind"), value=lambda row: kinds.get(row.Group.kind, "")),
            Column(
                "state",
                _staff_l("State"),
                sort=Group.state,
                value=lambda row: states[row.Group.state],
            ),
            Column("met", _staff_l("Meetings held"), sort="met", value=lambda row: row.met),
            Column(
                "since",
                _staff_l("Since"),
                sort=Group.activated_at,
                value=lambda row: row.Group.activated_at.date(),
            ),
        ],
        search=[],
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [("active", _staff_l("Meets")), ("ended", _staff_l("Ended"))],
                lambda query, value: query.where(Group.state == value),
            )
        ],
        default_sort="-since",
        name="groups",
    )


def _link(row: Any) -> str:
    return url_for("groups.group", group_id=row.Group.id)


def _group_rows(cycle: Cycle) -> Select[Any]:
    names = (
        select(func.string_agg(Person.given_name, " – "))
        .join(
            Enrolment,
            (Enrolment.person_id == Person.id) & (Enrolment.tenant_id == Person.tenant_id),
        )
        .join(
            Membership,
            (Membership.enrolment_id == Enrolment.id)
            & (Membership.tenant_id == Enrolment.tenant_id),
        )
        .where(Membership.group_id == Group.id, Membership.tenant_id == Group.tenant_id)
        .correlate(Group)
        .scalar_subquery()
    )
    met = (
        select(func.count())
        .select_from(Meeting)
        .where(
            Meeting.group_id == Group.id,
            Meeting.tenant_id == Group.tenant_id,
            Meeting.state == "held",
        )
        .correlate(Group)
        .scalar_subquery()
    )
    return select(Group, names.label("members"), met.label("met")).where(Group.cycle_id == cycle.id)


@pages.get("/groups/<uuid:group_id>", allow="groups.read")
def group(work: Work, group_id: UUID) -> str:
    """One group: its members and meetings."""
    return _group_page(work, _visible(work, group_id, "groups.read"))


@pages.post("/groups/<uuid:group_id>/meetings", allow="meetings.log")
def log_for_group(work: Work, group_id: UUID) -> Response | tuple[str, int]:
    """Staff record a meeting on behalf of the group."""
    found = _visible(work, group_id, "meetings.log")
    form = Form.from_request(MeetingForm(), request.form)
    data = form.load()
    if data is None:
        return _group_page(work, found, form), 422
    _save_meeting(work, found, data)
    return redirect(url_for("groups.group", group_id=group_id), 303)  # type: ignore[return-value]


@pages.post("/groups/<uuid:group_id>/end", allow="groups.manage")
def end(work: Work, group_id: UUID) -> Response | str:
    """End a pair or group; asks first."""
    found = _visible(work, group_id, "groups.manage")
    if request.form.get("sure") != "yes":
        return render("groups/end.html", group=found, members=_members(work, found))
    end_group(work, found.id, "coordinator")
    flash(_staff("It has ended. Its meetings are kept."), "done")
    return redirect(url_for("groups.group", group_id=group_id), 303)  # type: ignore[return-value]


def _visible(work: Work, group_id: UUID, permission: str) -> Group:
    query = scope(work.actor, select(Group).where(Group.id == group_id), Group, permission)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _group_page(work: Work, group: Group, form: Form | None = None) -> str:
    return render(
        "groups/group.html",
        group=group,
        cycle=group.cycle,
        cycle_name=pick(group.cycle.names, work.language),
        members=_members(work, group),
        roles=model_of(work, group.cycle).roles,
        meetings=meetings_of(work, group.id),
        form=form or Form(MeetingForm(), _usual_meeting()),
    )


def _members(work: Work, group: Group) -> list[Any]:
    query = (
        select(Person, Membership, Enrolment.id.label("enrolment_id"))
        .join(
            Enrolment,
            (Enrolment.person_id == Person.id) & (Enrolment.tenant_id == Person.tenant_id),
        )
        .join(
            Membership,
            (Membership.enrolment_id == Enrolment.id)
            & (Membership.tenant_id == Enrolment.tenant_id),
        )
        .where(Membership.group_id == group.id)
        .order_by(Membership.id)
    )
    return list(work.session.execute(query))
