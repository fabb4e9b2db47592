"""What interviews say about applicants, within a list's own statement: to show, sort and narrow it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, select
from sqlalchemy.orm import with_expression
from sqlalchemy.orm.interfaces import ORMOption

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.i18n import Message, _staff, _staff_l, format_number
from punos.interviews.api import InterviewScore, InterviewSlot, mean_score
from punos.web.lists import Column, Filter

NOT_YET, NO_TIME, BOOKED, HELD = "not_yet", "no_time", "booked", "held"
SCORE = "score"


def with_interviews() -> tuple[ORMOption, ORMOption]:
    """Options of a query over Enrolment that fill `mean_mark` and `interview_at`."""
    return (
        with_expression(Enrolment.mean_mark, mean_score()),
        with_expression(Enrolment.interview_at, _newest_time()),
    )


def interview_columns() -> list[Column]:
    """The mean mark of whoever was interviewed, else the time at which they are going to be."""
    return [Column(SCORE, _staff_l("Interview"), sort=mean_score(), value=_mark_or_time)]


def interview_filter() -> Filter:
    """Narrows a list of applicants by how far their interview is."""
    narrowing: dict[str, tuple[Any, Callable[[], ColumnElement[bool]]]] = {
        NOT_YET: (_staff_l("Not interviewed yet"), lambda: ~_is_held()),
        NO_TIME: (_staff_l("No time chosen"), lambda: ~_has_slot("booked") & ~_is_held()),
        BOOKED: (_staff_l("Has a time"), lambda: _has_slot("booked")),
        HELD: (_staff_l("Interviewed"), _is_held),
    }

    def narrowed(query: Select[Any], value: str) -> Select[Any]:
        return query.where(narrowing[value][1]())

    options = [(key, label) for key, (label, _condition) in narrowing.items()]
    return Filter("interview", _staff_l("Interview"), options, narrowed)


def _mark_or_time(row: Enrolment) -> Message | datetime | None:
    if row.mean_mark is None:
        return row.interview_at
    return _staff("Score %(mark)s", mark=format_number(round(row.mean_mark, 1)))


def _newest_time() -> ScalarSelect[datetime]:
    """Local time at which they talked, or are going to."""
    newest = (
        select(InterviewSlot.local_start)
        .where(points_at(InterviewSlot.enrolment_id, Enrolment))
        .order_by(InterviewSlot.local_start.desc())
        .limit(1)
    )
    return newest.correlate(Enrolment).scalar_subquery()


def _has_slot(state: str) -> ColumnElement[bool]:
    slot = points_at(InterviewSlot.enrolment_id, Enrolment)
    return exists().where(slot, InterviewSlot.state == state)


def _is_held() -> ColumnElement[bool]:
    """Somebody has said that they talked, or has written a sheet about it."""
    return _has_slot("held") | exists().where(points_at(InterviewScore.enrolment_id, Enrolment))
