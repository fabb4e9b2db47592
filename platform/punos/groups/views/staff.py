"""The list of a cycle's pairs and groups, for staff."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from werkzeug.datastructures import MultiDict

from punos import clock
from punos.access import scope
from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.looked_after import (
    asks_who,
    choose_responsible,
    responsible_column,
    responsible_filter,
    who,
)
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
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import own_path
from punos.work import Work

MANAGE = "groups.manage"
MOST_AT_ONCE = 500


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
        can_choose=work.actor.may(MANAGE),
        breadcrumbs=[*crumbs(work, cycle)[:-1], (_staff("Pairs and groups"), None)],
    )


@pages.post("/cycles/<slug>/groups/responsible", allow=MANAGE)
def choose_for_groups(work: Work, slug: str) -> Response | str:
    """Let somebody of the staff look after those that were ticked."""
    cycle = cycle_by_slug(work, slug)
    chosen = _chosen(work, cycle, request.form.getlist("chosen"))
    if asks_who(chosen):
        return who(work, chosen, MANAGE, crumbs(work, cycle))
    choose_responsible(work, chosen, MANAGE)
    back = own_path(request.form.get("next"))
    return see_other(back if back != "/" else url_for("groups.groups", slug=slug))


def _chosen(work: Work, cycle: Cycle, ids: Sequence[str]) -> Sequence[Group]:
    """Those ticked that the actor may manage. Raises Absent when one of them is not."""
    try:
        wanted = {UUID(value) for value in ids[:MOST_AT_ONCE]}
    except ValueError:
        raise Absent from None
    query = select(Group).where(Group.cycle_id == cycle.id, Group.id.in_(wanted))
    scoped = scope(work.actor, query, Group, MANAGE).order_by(Group.id)
    found: Sequence[Group] = work.session.scalars(scoped).all()
    if len(found) != len(wanted):
        raise Absent
    return found


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
                value=lambda row: clock.day_of(row.Group.activated_at),
            ),
            responsible_column(lambda row: row.responsible),
        ],
        search=[],
        filters=_filters(work),
        default_sort="-since",
        name="groups",
    )


def listed_groups(work: Work, slug: str, narrowed: Mapping[str, str]) -> Listing:
    """The list of groups as it is when its address says this, for whoever writes to their members."""
    query = select(Group).where(Group.cycle_id == cycle_by_slug(work, slug).id)
    rows = scope(work.actor, query, Group, "groups.read")
    filters = _filters(work)
    return Listing(work, MultiDict(narrowed), rows, columns=(), filters=filters)


def _filters(work: Work) -> list[Filter]:
    return [
        Filter(
            "state",
            _staff_l("State"),
            [("active", _staff_l("Meets")), ("ended", _staff_l("Ended"))],
            lambda query, value: query.where(Group.state == value),
        ),
        responsible_filter(work, Group),
    ]


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
    return (
        select(Group, names.label("members"), met.label("met"), Account.name.label("responsible"))
        .outerjoin(Account, points_at(Group.responsible_id, Account))
        .where(Group.cycle_id == cycle.id)
    )
