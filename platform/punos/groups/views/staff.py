"""The pairs and groups of a cycle, for staff."""

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.forms import Form
from punos.groups.models import Group, Membership
from punos.groups.service import end_group
from punos.groups.views.base import pages, save_meeting, usual_meeting
from punos.i18n import _staff, _staff_l
from punos.meetings.models import Meeting
from punos.meetings.schemas import MeetingForm
from punos.meetings.service import meetings_of
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/groups", allow="groups.read")
def groups(work: Work, slug: str) -> Response | str:
    """The pairs and groups of a cycle, with how often each has met."""
    cycle = cycle_by_slug(work, slug)
    rows = scope(work.actor, _group_rows(cycle), Group, "groups.read")
    listing = _listing(work, cycle, rows)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        taken_out = scope(work.actor, rows, Group, "people.export")
        return _listing(work, cycle, taken_out).csv_response()
    return render(
        "groups/groups.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        breadcrumbs=[*_crumbs(work, cycle)[:-1], (_staff("Pairs and groups"), None)],
    )


def _crumbs(work: Work, cycle: Cycle) -> list[tuple[Any, str | None]]:
    return [
        (_staff("Cycles"), "/cycles"),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Pairs and groups"), url_for("groups.groups", slug=cycle.slug)),
    ]


def _listing(work: Work, cycle: Cycle, rows: Select[Any]) -> Listing:
    states = {"active": Tag(_staff_l("Meets"), "good"), "ended": Tag(_staff_l("Ended"))}
    kinds = {kind.name: kind.label for kind in model_of(work, cycle).group_kinds}
    return Listing(
        work,
        request.args,
        rows,
        columns=[
            Column(
                "members",
                _staff_l("Who is in it"),
                sort=None,
                value=lambda row: row.members,
                link=_link,
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
    full_name = func.concat_ws(" ", Person.given_name, Person.family_name)
    in_order = aggregate_order_by(literal(" – "), Membership.role, Membership.id)
    names = (
        select(func.string_agg(full_name, in_order))
        .select_from(Person)
        .join(
            Enrolment,
            points_at(Enrolment.person_id, Person),
        )
        .join(
            Membership,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .where(points_at(Membership.group_id, Group))
        .correlate(Group)
        .scalar_subquery()
    )
    met = (
        select(func.count())
        .select_from(Meeting)
        .where(
            points_at(Meeting.group_id, Group),
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
    if not save_meeting(work, found, form):
        return _group_page(work, found, form), 422
    return see_other(url_for("groups.group", group_id=group_id))


@pages.post("/groups/<uuid:group_id>/end", allow="groups.manage")
def end(work: Work, group_id: UUID) -> Response | str:
    """End a pair or group; asks first."""
    found = _visible(work, group_id, "groups.manage")
    if request.form.get("sure") != "yes":
        return render("groups/end.html", group=found, members=_members(work, found))
    end_group(work, found.id, "coordinator")
    flash(_staff("It has ended. Its meetings are kept."), "done")
    return see_other(url_for("groups.group", group_id=group_id))


def _visible(work: Work, group_id: UUID, permission: str) -> Group:
    query = scope(work.actor, select(Group).where(Group.id == group_id), Group, permission)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _group_page(work: Work, group: Group, form: Form | None = None) -> str:
    members = _members(work, group)
    return render(
        "groups/group.html",
        group=group,
        cycle=group.cycle,
        cycle_name=pick(group.cycle.names, work.language),
        members=members,
        breadcrumbs=[
            *_crumbs(work, group.cycle),
            (" – ".join(row.Person.given_name for row in members), None),
        ],
        roles=model_of(work, group.cycle).roles,
        meetings=meetings_of(work, group.id),
        form=form or Form(MeetingForm(), usual_meeting()),
    )


def _members(work: Work, group: Group) -> list[Any]:
    query = (
        select(Person, Membership, Enrolment.id.label("enrolment_id"))
        .join(
            Enrolment,
            points_at(Enrolment.person_id, Person),
        )
        .join(
            Membership,
            points_at(Membership.enrolment_id, Enrolment),
        )
        .where(Membership.group_id == group.id)
        .order_by(Membership.id)
    )
    return list(work.session.execute(query))
