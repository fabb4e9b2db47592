"""The trainings of a programme, or of all of them, the newest first."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager

from punos import clock
from punos.db import points_at
from punos.i18n import _staff, _staff_l, format_date, format_time
from punos.meetings.models import Meeting
from punos.programmes.models import Programme
from punos.programmes.service import programme_by_slug
from punos.texts import pick
from punos.trainings.models import Training
from punos.trainings.reading import counted
from punos.trainings.views.base import MANAGE, STATES, TO_SAY, crumbs, pages, tag_of
from punos.web.lists import Column, Filter, Listing
from punos.web.render import render
from punos.work import Work


@pages.get("/programmes/<programme>/trainings", allow=MANAGE, kind="association")
def trainings(work: Work, programme: str) -> Response | str:
    """What is planned and was held, with how many have a place, wait, or were there."""
    found = programme_by_slug(work, programme)
    listing = _listing(work, found)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "trainings/trainings.html",
        programme=found,
        name=pick(found.names, work.language),
        listing=listing,
        breadcrumbs=crumbs(work, found),
    )


@pages.get("/trainings", allow=MANAGE, kind="association")
def every(work: Work) -> Response | str:
    """The same of every programme: where staff come whose first page says that something waits."""
    listing = _listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render(
        "trainings/every.html", listing=listing, breadcrumbs=[(_staff("Trainings"), None)]
    )


def is_due() -> ColumnElement[bool]:
    """Whether a meeting's day is over, and nobody has said yet whether it was held."""
    return and_(
        Meeting.state == "planned",
        Meeting.local_start < datetime.combine(clock.today(), time()),
    )


def _listing(work: Work, programme: Programme | None = None) -> Listing:
    query: Select[Any] = (
        select(Training, counted("signed").label("signed"), counted("waiting").label("waiting"))
        .join(Meeting, points_at(Training.meeting_id, Meeting))
        .join(Programme, points_at(Training.programme_id, Programme))
        .options(contains_eager(Training.meeting), contains_eager(Training.programme))
    )
    if programme is not None:
        query = query.where(Training.programme_id == programme.id)
    columns = _columns(work)
    if programme is None:
        columns.insert(1, _of_programme(work))
    return Listing(
        work,
        request.args,
        query,
        columns=columns,
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [*((code, tag.label) for code, tag in STATES.items()), ("due", TO_SAY.label)],
                _in_state,
            )
        ],
        default_sort="-when",
        name="trainings",
    )


def _in_state(query: Select[Any], value: str) -> Select[Any]:
    return query.where(is_due() if value == "due" else Meeting.state == value)


def _of_programme(work: Work) -> Column:
    return Column(
        "programme",
        _staff_l("Programme"),
        value=lambda row: pick(row.Training.programme.names, work.language),
    )


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "title",
            _staff_l("Training"),
            value=lambda row: pick(row.Training.titles, work.language),
            link=lambda row: url_for("trainings.training", training_id=row.Training.id),
        ),
        Column(
            "when",
            _staff_l("When"),
            sort=Meeting.local_start,
            value=lambda row: _when(row.Training.meeting),
            csv=lambda row: row.Training.meeting.local_start.date(),
        ),
        Column("state", _staff_l("State"), value=lambda row: tag_of(row.Training)),
        Column("signed", _staff_l("Signed up"), kind="number"),
        Column("waiting", _staff_l("Waiting"), kind="number"),
        Column(
            "seats",
            _staff_l("Seats"),
            value=lambda row: row.Training.seats,
            csv=lambda row: row.Training.seats or "",
            kind="number",
        ),
    ]


def _when(meeting: Meeting) -> str:
    start = meeting.local_start
    return f"{format_date(start.date())}, {format_time(start.time())}"
