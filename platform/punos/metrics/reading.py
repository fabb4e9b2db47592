"""The one statement behind all figures of a cycle: its people, with what figures ask about each.

Their marks of attendance are joined and counted; what else is asked is asked person by person, along
indexes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from punos import clock
from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.meetings.models import Attendance, Meeting
from punos.metrics.background import SAID, deadline, mentors_again, observed, said, visited
from punos.programmes.model import ProgrammeModel
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.surveys.api import responses_column
from punos.units.models import Unit
from punos.work import Work

READ = "cycles.read"
DAY = cast(Meeting.local_start, Date)
Kinds = Collection[str]


def people_rows(work: Work, cycle: Cycle, mentoring: Kinds) -> Sequence[Any]:
    """A row for each participation that the actor sees.

    Minutes are those present, `attended` and `marked` count meetings other than mentoring, and
    `missed` those at which they were expected and have no mark. `held` has [id, short name of the unit
    or None, held meetings] for each group of mentoring that they are or were in, `matched_at` is when
    the first of them began. `observed` has a list for each outcome that counts: moment, code, own field
    as said, occupation, detail, day of the fact, moment of recording.
    """
    model = model_of(work, cycle)
    present = Attendance.state == "present"
    # A meeting of the cycle has no group.
    mentored = func.coalesce(Group.kind.in_(mentoring), False)
    query = (
        select(
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.state,
            Enrolment.model_state,
            Enrolment.end_reason,
            Enrolment.decided_at,
            Enrolment.ended_at,
            _minutes(present, mentored).label("mentoring_minutes"),
            _minutes(present, ~mentored).label("group_minutes"),
            func.count(Meeting.id).filter(present, ~mentored).label("attended"),
            func.count(Meeting.id).filter(~mentored).label("marked"),
            _missed_in_groups(model, mentoring).label("missed_in_groups"),
            _missed_in_cycle(cycle, model).label("missed_in_cycle"),
            _held(model, mentoring).label("held"),
            _mentors(cycle, model, mentoring).label("mentors"),
            _matched_at(mentoring).label("matched_at"),
            visited().label("visited"),
            observed().label("observed"),
            *(said(name).label(name) for name in SAID),
            deadline(cycle).label("deadline"),
            *mentors_again(work, cycle, model, mentoring),
            responses_column(cycle).label("responses"),
        )
        .outerjoin(Attendance, points_at(Attendance.enrolment_id, Enrolment))
        .outerjoin(Meeting, _attended(cycle, model))
        .outerjoin(Group, points_at(Meeting.group_id, Group))
        .where(Enrolment.cycle_id == cycle.id, Enrolment.role.in_(model.outcome_roles))
        .group_by(Enrolment.tenant_id, Enrolment.id)
    )
    return work.session.execute(scope(work.actor, query, Enrolment, READ)).all()


def _minutes(*conditions: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(Meeting.minutes).filter(*conditions), 0)


def _attended(cycle: Cycle, model: ProgrammeModel) -> ColumnElement[bool]:
    hosted = or_(Meeting.group_id.is_not(None), Meeting.cycle_id == cycle.id)
    return and_(points_at(Attendance.meeting_id, Meeting), _counts(model), hosted)


def _counts(model: ProgrammeModel) -> ColumnElement[bool]:
    """A meeting that was held, and no event that is open to everybody."""
    return and_(Meeting.state == "held", Meeting.kind.not_in(model.open_kinds))


def _missed_in_groups(model: ProgrammeModel, mentoring: Kinds) -> Any:
    """Meetings of their groups, mentoring apart, on days when they were in the group."""
    return (
        select(func.count())
        .select_from(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .join(Meeting, points_at(Meeting.group_id, Group))
        .where(
            points_at(Membership.enrolment_id, Enrolment),
            Group.kind.not_in(mentoring),
            _counts(model),
            Membership.joined_on <= DAY,
            or_(Membership.left_on.is_(None), Membership.left_on >= DAY),
            _no_mark(),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _missed_in_cycle(cycle: Cycle, model: ProgrammeModel) -> Any:
    """Meetings of the cycle after they were accepted and before they left.

    Whoever was never accepted ended in the moment in which it was decided.
    """
    decided, ended = (
        cast(func.timezone(Meeting.zone, moment), Date)
        for moment in (Enrolment.decided_at, Enrolment.ended_at)
    )
    stayed = and_(ended >= DAY, Enrolment.ended_at > Enrolment.decided_at)
    return (
        select(func.count())
        .select_from(Meeting)
        .where(
            Meeting.cycle_id == cycle.id,
            _counts(model),
            Enrolment.state != "candidate",
            decided <= DAY,
            or_(Enrolment.ended_at.is_(None), stayed),
            _no_mark(),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _no_mark() -> ColumnElement[bool]:
    mark = select(Attendance.id).where(
        points_at(Attendance.meeting_id, Meeting), points_at(Attendance.enrolment_id, Enrolment)
    )
    return ~mark.correlate(Meeting, Enrolment).exists()


def _held(model: ProgrammeModel, mentoring: Kinds) -> Any:
    meetings = (
        select(func.count())
        .select_from(Meeting)
        .where(points_at(Meeting.group_id, Group), _counts(model))
        .correlate(Group)
        .scalar_subquery()
    )
    return (
        select(func.jsonb_agg(func.jsonb_build_array(Group.id, Unit.slug, meetings)))
        .select_from(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .outerjoin(Unit, points_at(Group.unit_id, Unit))
        .where(points_at(Membership.enrolment_id, Enrolment), Group.kind.in_(mentoring))
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _mentors(cycle: Cycle, model: ProgrammeModel, mentoring: Kinds) -> Any:
    """How many mentors somebody has in groups that stand, or had when the cycle closed."""
    mine, theirs = aliased(Membership), aliased(Membership)
    return (
        select(func.count(theirs.enrolment_id.distinct()))
        .select_from(mine)
        .join(Group, points_at(mine.group_id, Group))
        .join(theirs, points_at(theirs.group_id, Group))
        .where(
            points_at(mine.enrolment_id, Enrolment),
            Group.kind.in_(mentoring),
            theirs.role.not_in(model.outcome_roles),
            *_stand(cycle, mine, theirs),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _stand(cycle: Cycle, *memberships: Any) -> list[ColumnElement[bool]]:
    """The group and these memberships of it are there now, or were until the cycle closed."""
    if cycle.closed_at is None:
        return [Group.state == "active", *(one.left_on.is_(None) for one in memberships)]
    last_day = cycle.closed_at.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()
    until_then = [or_(one.left_on.is_(None), one.left_on >= last_day) for one in memberships]
    return [or_(Group.ended_at.is_(None), Group.ended_at >= cycle.closed_at), *until_then]


def _matched_at(mentoring: Kinds) -> Any:
    return (
        select(func.min(Group.activated_at))
        .select_from(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .where(points_at(Membership.enrolment_id, Enrolment), Group.kind.in_(mentoring))
        .correlate(Enrolment)
        .scalar_subquery()
    )
