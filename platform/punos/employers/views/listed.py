"""The register of employers: the list, with search, as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Select, func, select

from punos.db import points_at
from punos.employers.codes import OFFERS
from punos.employers.models import Employer, EmployerVisit
from punos.employers.reading import MANAGE
from punos.employers.schemas import field_options
from punos.employers.views.base import OURS, pages
from punos.forms import Option
from punos.i18n import _staff_l, format_list
from punos.occupations.api import label as occupation_label
from punos.texts import pick
from punos.units.service import units
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.render import render
from punos.work import Work

RETIRED = Tag(_staff_l("Not to be asked"), "bad")


@pages.get("/employers", allow=MANAGE, kind="association")
def employers(work: Work) -> Response | str:
    """Every workplace of the register; those that are not to be asked only when they are asked for."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render("employers/employers.html", listing=listing)


def _listing(work: Work) -> Listing:
    named = {one.id: pick(one.names, work.language).value for one in units(work)}
    return Listing(
        work,
        request.args,
        _query(),
        columns=_columns(work, named),
        search=(Employer.search_text,),
        filters=_filters(work, named),
        default_sort="name",
        name="employers",
    )


def _query() -> Select[Any]:
    held = (
        select(func.count(EmployerVisit.id))
        .where(points_at(EmployerVisit.employer_id, Employer), EmployerVisit.state == "held")
        .correlate(Employer)
        .scalar_subquery()
    )
    query = select(
        Employer.id,
        Employer.name,
        Employer.city,
        Employer.profession,
        Employer.website,
        Employer.offers,
        Employer.unit_id,
        Employer.retired_at,
        held.label("visits"),
    )
    return query if request.args.get("state") == "retired" else query.where(_asked())


def _asked() -> Any:
    return Employer.retired_at.is_(None)


def _filters(work: Work, named: Mapping[Any, str]) -> list[Filter]:
    cities = select(Employer.city).where(Employer.city.is_not(None)).distinct()
    found: list[Option] = [("none", OURS), *((str(key), name) for key, name in named.items())]
    return [
        Filter(
            "city",
            _staff_l("City"),
            [(one, one) for one in work.session.scalars(cities.order_by(Employer.city)) if one],
            lambda query, value: query.where(Employer.city == value),
        ),
        Filter(
            "field",
            _staff_l("Field of work"),
            field_options(),
            lambda query, value: query.where(Employer.profession.startswith(value)),
        ),
        Filter(
            "offers",
            _staff_l("What they offer"),
            OFFERS,
            lambda query, value: query.where(Employer.offers.contains([value])),
        ),
        Filter("unit", _staff_l("Who found it"), found, _of_unit),
        Filter(
            "state",
            _staff_l("State"),
            [("retired", RETIRED.label)],
            lambda query, _value: query.where(Employer.retired_at.is_not(None)),
        ),
    ]


def _of_unit(query: Select[Any], value: str) -> Select[Any]:
    if value == "none":
        return query.where(Employer.unit_id.is_(None))
    return query.where(Employer.unit_id == value)


def _columns(work: Work, named: Mapping[Any, str]) -> Sequence[Column]:
    offers = dict(OFFERS)
    return [
        Column(
            "name",
            _staff_l("Name of the employer"),
            sort=Employer.sort_key,
            link=lambda row: url_for("employers.employer", employer_id=row.id),
        ),
        Column("city", _staff_l("City"), sort=Employer.city),
        Column(
            "profession",
            _staff_l("Field of work"),
            sort=Employer.profession,
            value=lambda row: row.profession and occupation_label(row.profession, work.language),
            csv=lambda row: row.profession or "",
        ),
        Column(
            "offers",
            _staff_l("What they offer"),
            value=lambda row: format_list([str(offers.get(one, one)) for one in row.offers]),
            csv=lambda row: ", ".join(row.offers),
        ),
        Column(
            "unit",
            _staff_l("Who found it"),
            value=lambda row: named.get(row.unit_id, OURS),
        ),
        Column("visits", _staff_l("Visits held"), kind="number"),
    ]
