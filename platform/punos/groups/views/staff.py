"""The list of a cycle's pairs and groups, for staff."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group, Membership
from punos.groups.reading import NOBODY
from punos.groups.views.base import crumbs, pages
from punos.i18n import _staff, _staff_l
from punos.meetings.models import Meeting
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
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
        breadcrumbs=[*crumbs(work, cycle)[:-1], (_staff("Pairs and groups"), None)],
    )


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
                value=lambda row: row.Group.name or row.members or NOBODY,
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
        .where(
            points_at(Membership.group_id, Group),
            (Group.state == "ended") | Membership.left_on.is_(None),
        )
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
