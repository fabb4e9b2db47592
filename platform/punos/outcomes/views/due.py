"""Whom to ask now: of whom it is not known how it is half a year, or a year, after they ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for

from punos import clock
from punos.audit.service import read_page
from punos.enrolments.models import Enrolment
from punos.i18n import _staff, _staff_l
from punos.outcomes.codes import MOMENT_LABELS, MONTHS_6, MONTHS_12
from punos.outcomes.due import due_outcomes, is_due, moment_due
from punos.outcomes.views.base import RECORD, pages
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work


@pages.get("/outcomes/due", allow=RECORD, kind="association")
def due(work: Work) -> Response | str:
    """Everybody who is to be asked, who ended first comes first."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    for row in listing.rows:
        read_page(work, row.Person.id, "outcomes")
    crumb = [(_staff("Today"), url_for("programmes.today")), (_staff("Whom to ask now"), None)]
    return render("outcomes/due.html", listing=listing, breadcrumbs=crumb)


def _listing(work: Work) -> Listing:
    columns = Person, Enrolment.ended_at, Cycle.slug, Cycle.names, moment_due().label("moment")
    return Listing(
        work,
        request.args,
        due_outcomes(work, RECORD, *columns),
        columns=_columns(work),
        search=(Person.search_text,),
        filters=[
            Filter(
                "moment",
                _staff_l("Moment"),
                [(one, MOMENT_LABELS[one]) for one in (MONTHS_6, MONTHS_12)],
                lambda query, value: query.where(is_due(value)),
            )
        ],
        default_sort="ended",
        name="to-ask",
        read_as=("outcomes.due_export", lambda row: row.Person.id),
    )


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "person",
            _staff_l("Person"),
            sort=Person.sort_key,
            value=lambda row: row.Person.full_name,
            link=_where,
        ),
        Column("moment", _staff_l("Moment"), value=lambda row: MOMENT_LABELS[row.moment]),
        Column("ended", _staff_l("Ended"), sort=Enrolment.ended_at, value=_day),
        Column("cycle", _staff_l("Cycle"), value=lambda row: pick(row.names, work.language)),
        Column("phone", _staff_l("Phone"), value=lambda row: row.Person.phone or ""),
        Column("email", _staff_l("E-mail"), value=lambda row: row.Person.email or ""),
    ]


def _day(row: Any) -> date:
    return clock.day_of(row.ended_at)


def _where(row: Any) -> str:
    """The cycle's page of that moment, with those who are not known yet."""
    return url_for("outcomes.outcomes", slug=row.slug, moment=row.moment, known="missing")
