"""The pairs and groups that are not in touch, have gone quiet or rest."""

from typing import Any

from flask import request, url_for
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from punos.access import scope
from punos.care.codes import WHYS
from punos.care.models import Reminder
from punos.care.standing import LAST_MET, QUIET_SINCE, cared_for, helped_by_nothing, why
from punos.care.views.base import MANAGE, pages
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.groups.reading import NOBODY
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.render import render
from punos.work import Work

REMINDED = ("first_contact", "quiet")


@pages.get("/care", allow=MANAGE, kind="association")
def care(work: Work) -> str:
    """Each with why it is here; those that wait longest first."""
    return render(
        "care/care.html",
        listing=_listing(work),
        breadcrumbs=[(_staff("Pairs and groups to look after"), None)],
    )


def _query(work: Work) -> Select[Any]:
    columns = (
        Group,
        _names().label("members"),
        Cycle.names.label("cycle_names"),
        why().label("why"),
        QUIET_SINCE.label("since"),
        LAST_MET.label("met"),
        _reminders().label("reminders"),
    )
    query = cared_for(work, *columns).where(why().is_not(None))
    return scope(work.actor, query, Group, MANAGE)


def _listing(work: Work) -> Listing:
    return Listing(
        work,
        request.args,
        _query(work),
        columns=_columns(work),
        filters=[
            Filter(
                "why",
                _staff_l("Why"),
                list(WHYS.items()),
                lambda query, value: query.where(why() == value),
            ),
            Filter(
                "still",
                _staff_l("Reminders"),
                [("yes", _staff_l("Have not helped"))],
                lambda query, _value: query.where(helped_by_nothing()),
            ),
        ],
        default_sort="since",
        name="care",
    )


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "members",
            _staff_l("Who is in it"),
            value=lambda row: row.Group.name or row.members or NOBODY,
            link=lambda row: url_for("groups.group", group_id=row.Group.id),
        ),
        Column("why", _staff_l("Why"), value=lambda row: Tag(WHYS[row.why], "wait")),
        Column("since", _staff_l("Since"), sort=QUIET_SINCE, value=lambda row: row.since),
        Column(
            "met",
            _staff_l("Met last"),
            sort=LAST_MET,
            value=lambda row: row.met.date() if row.met else None,
        ),
        Column("reminders", _staff_l("Reminders sent"), value=lambda row: row.reminders),
        Column("cycle", _staff_l("Cycle"), value=lambda row: pick(row.cycle_names, work.language)),
    ]


def _names() -> Any:
    full_name = func.concat_ws(" ", Person.given_name, Person.family_name)
    in_order = aggregate_order_by(literal(" – "), Membership.role, Membership.id)
    return (
        select(func.string_agg(full_name, in_order))
        .select_from(Membership)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(points_at(Membership.group_id, Group), Membership.left_on.is_(None))
        .correlate(Group)
        .scalar_subquery()
    )


def _reminders() -> Any:
    """How many mails somebody in it got about this since it is so."""
    return (
        select(func.coalesce(func.max(Reminder.count), 0))
        .where(
            Reminder.tenant_id == Group.tenant_id,
            Reminder.about == Group.id,
            Reminder.kind.in_(REMINDED),
            Reminder.sent_at > QUIET_SINCE,
        )
        .correlate(Group, QUIET_SINCE.table)
        .scalar_subquery()
    )
