"""The figures of a cycle of gatherings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, func, or_, select

from punos.plugin import (
    Attendance,
    Cohort,
    Cycle,
    Enrolment,
    Meeting,
    Membership,
    Metric,
    Work,
    cohort_of,
    completion,
    contact_hours,
    employer_contact,
    employment_at_exit,
    employment_at_six_months,
    group_attendance,
    own_field_at_exit,
    participants,
    plan_fulfilment,
    points_at,
    positive_transition,
    scope,
    survey_figures,
)
from punos_gatherings.model import GATHERING, GATHERINGS, PARTICIPANT
from punos_gatherings.models import Occasion, Season, Seat
from punos_gatherings.texts import _staff


def cycle_figures(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """What the cycle's participants and its season come to. Visitors of events are not counted."""
    if cycle.programme.model != GATHERINGS.name:
        return ()
    cohort = cohort_of(work, cycle)
    held, planned, unseen = _of_season(work, cycle)
    return (
        *participants(cohort),
        *completion(cohort),
        *_season_fulfilled(held, planned),
        *contact_hours(cohort),
        *_attendance(cohort, unseen),
        *employer_contact(cohort),
        *own_field_at_exit(cohort),
        *employment_at_exit(cohort),
        *positive_transition(cohort),
        *employment_at_six_months(cohort),
        *survey_figures(work, cycle, cohort),
    )


def _season_fulfilled(held: int, planned: int) -> list[Metric]:
    more = _staff("A date of the season that was cancelled counts as planned.")
    figures = plan_fulfilment([(held, planned)])
    return [replace(figure, note=f"{figure.note} {more}") for figure in figures]


def _attendance(cohort: Cohort, unseen: int) -> list[Metric]:
    """The core expects the members of a group; here it is seats that say who had a place."""
    (figure,) = group_attendance(cohort)
    part, whole = figure.part or 0, (figure.whole or 0) + unseen
    return [replace(figure, value=part / whole if whole else None, whole=whole)]


def _of_season(work: Work, cycle: Cycle) -> tuple[int, int, int]:
    """The season's dates that were held, of all that the rule gave, and `_unseen`: one statement.

    A date that was cancelled counts as planned, or a season that never met would have fulfilled its plan.
    """
    unseen = scope(work.actor, _unseen(cycle), Enrolment, "cycles.read").scalar_subquery()
    query = (
        select(func.count().filter(Meeting.state == "held"), func.count(), unseen)
        .select_from(Occasion)
        .join(Meeting, points_at(Occasion.meeting_id, Meeting))
        .join(Season, points_at(Occasion.season_id, Season))
        .where(Season.cycle_id == cycle.id, Occasion.rule_day.is_not(None))
    )
    held, planned, missed = work.session.execute(query).one()
    return held, planned, missed


def _unseen(cycle: Cycle) -> Select[Any]:
    """How many more were expected at dates that were held than the members of the circle.

    Whoever signed up for single dates and did not come is added; members who were still on the waiting
    list, and so had no place, are taken off.
    """
    member = _member()
    added = func.count().filter(Seat.state == "taken", ~member)
    taken_off = func.count().filter(Seat.state == "waiting", member)
    return (
        select(added - taken_off)
        .select_from(Seat)
        .join(Meeting, points_at(Seat.meeting_id, Meeting))
        .join(Enrolment, points_at(Seat.enrolment_id, Enrolment))
        .where(
            Enrolment.cycle_id == cycle.id,
            Enrolment.role == PARTICIPANT,
            Meeting.state == "held",
            Meeting.kind == GATHERING,
            ~_marked(),
        )
        .correlate(None)
    )


def _member() -> ColumnElement[bool]:
    day = cast(Meeting.local_start, Date)
    found = select(Membership.id).where(
        points_at(Membership.enrolment_id, Enrolment),
        Membership.group_id == Meeting.group_id,
        Membership.joined_on <= day,
        or_(Membership.left_on.is_(None), Membership.left_on >= day),
    )
    return found.correlate(Meeting, Enrolment).exists()


def _marked() -> ColumnElement[bool]:
    found = select(Attendance.id).where(
        points_at(Attendance.meeting_id, Meeting), points_at(Attendance.enrolment_id, Enrolment)
    )
    return found.correlate(Meeting, Enrolment).exists()
