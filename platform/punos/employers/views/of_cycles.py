"""Who of those in pairs has seen a workplace, who is to, and who looks for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Select, func, select

from punos.access import scope
from punos.db import points_at
from punos.employers.reading import MANAGE
from punos.employers.standing import in_pairs, stage
from punos.employers.views.base import pages
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.groups.models import Group
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.render import render
from punos.work import Work

STAGES = {
    "none": Tag(_staff_l("No visit yet"), "bad"),
    "wished": Tag(_staff_l("Looks for a workplace"), "wait"),
    "planned": Tag(_staff_l("Agreed on")),
    "held": Tag(_staff_l("Held"), "good"),
}


@pages.get("/employers/visits", allow=MANAGE, kind="association")
def every_visit(work: Work) -> Response | str:
    """One row for each mentee in a pair of a programme to which visits belong."""
    listing = _listing(work)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        return listing.csv_response()
    return render(
        "employers/every_visit.html",
        listing=listing,
        can_export=work.actor.may("people.export"),
        breadcrumbs=[
            (_staff("Employers"), url_for("employers.employers")),
            (_staff("Employer visits"), None),
        ],
    )


def _listing(work: Work) -> Listing:
    return Listing(
        work,
        request.args,
        _query(work),
        columns=_columns(work),
        search=(Person.search_text,),
        filters=[
            Filter(
                "cycle",
                _staff_l("Cycle"),
                _cycles(work),
                lambda query, value: query.where(Cycle.slug == value),
            ),
            Filter(
                "state",
                _staff_l("State"),
                [
                    *((key, tag.label) for key, tag in STAGES.items()),
                    ("open", _staff_l("Not held")),
                ],
                _in_state,
            ),
        ],
        default_sort="name",
        name="visits",
        read_as=("employers.visits_export", lambda row: row.person_id),
    )


def _in_state(query: Select[Any], value: str) -> Select[Any]:
    known = func.coalesce(stage(), "none")
    return query.where(known != "held" if value == "open" else known == value)


def _cycles(work: Work) -> list[tuple[str, str]]:
    query = select(Cycle.slug, Cycle.names).where(Cycle.state == "running")
    rows = work.session.execute(query.order_by(Cycle.starts_on.desc(), Cycle.slug))
    return [(slug, pick(names, work.language).value) for slug, names in rows]


def _query(work: Work) -> Select[Any]:
    query = in_pairs(
        work,
        Enrolment.id,
        Enrolment.person_id,
        Person.given_name,
        Person.family_name,
        Group.id.label("group_id"),
        Cycle.names.label("cycle_names"),
        stage().label("stage"),
    ).join(Person, points_at(Enrolment.person_id, Person))
    return scope(work.actor, query, Enrolment, MANAGE)


def _columns(work: Work) -> Sequence[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: " ".join(filter(None, (row.given_name, row.family_name))),
            link=lambda row: url_for("employers.visits", group_id=row.group_id),
        ),
        Column(
            "cycle",
            _staff_l("Cycle"),
            value=lambda row: pick(row.cycle_names, work.language).value,
        ),
        Column("stage", _staff_l("Visit"), value=lambda row: STAGES[row.stage or "none"]),
    ]
