"""The statements behind the figures: one about the cycle's people, one about its groups' plans."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from punos import clock
from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.meetings.models import Attendance, Meeting
from punos.outcomes.models import Outcome
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.units.models import Unit
from punos.work import Work

READ = "cycles.read"
Kinds = Collection[str]
Query = TypeVar("Query", bound=Select[Any])


def people_rows(work: Work, cycle: Cycle, mentoring: Kinds) -> Sequence[Any]:
    """A row for each participation that the actor sees, with what the figures ask of it.

    `seats` is the same in each row: attended and expected seats of all of them at group meetings.
    """
    met = _met(work, cycle, mentoring)
    query = select(
        Enrolment.person_id,
        Enrolment.model_state,
        Enrolment.end_reason,
        met.c.mentoring_minutes,
        met.c.group_minutes,
        _mentors(work, cycle, mentoring).label("mentors"),
        _codes("entry").label("entry"),
        _codes("exit").label("exit"),
        _seats(work, cycle, mentoring).label("seats"),
    ).outerjoin(met, met.c.enrolment_id == Enrolment.id)
    return work.session.execute(_participants(work, cycle, query)).all()


def held_by_unit(work: Work, cycle: Cycle, kinds: Kinds) -> Sequence[Any]:
    """(slug of the group's unit or None, held meetings) of each group of these kinds."""
    held = (
        select(func.count())
        .select_from(Meeting)
        .where(points_at(Meeting.group_id, Group), *_counts(work, cycle))
        .correlate(Group)
        .scalar_subquery()
    )
    query = (
        select(Unit.slug, held)
        .select_from(Group)
        .outerjoin(Unit, points_at(Group.unit_id, Unit))
        .where(Group.cycle_id == cycle.id, Group.kind.in_(kinds))
    )
    return work.session.execute(scope(work.actor, query, Group, READ)).all()


def _participants(work: Work, cycle: Cycle, query: Query) -> Query:
    """Limited to those enrolments of the cycle that are participations, and that the actor sees."""
    roles = model_of(work, cycle).outcome_roles
    query = query.where(Enrolment.cycle_id == cycle.id, Enrolment.role.in_(roles))
    return scope(work.actor, query, Enrolment, READ)


def _counts(work: Work, cycle: Cycle) -> tuple[ColumnElement[bool], ...]:
    """A meeting that was held, of a group or the cycle, and no event that is open to everybody."""
    kinds = model_of(work, cycle).open_kinds
    hosted = or_(Meeting.group_id.is_not(None), Meeting.cycle_id == cycle.id)
    return Meeting.state == "held", Meeting.kind.not_in(kinds), hosted


def _met(work: Work, cycle: Cycle, mentoring: Kinds) -> Any:
    """The minutes that each was present, in mentoring and in other meetings."""
    in_mentoring = Group.kind.in_(mentoring)
    query = (
        select(
            Attendance.enrolment_id,
            func.sum(case((in_mentoring, Meeting.minutes), else_=0)).label("mentoring_minutes"),
            func.sum(case((in_mentoring, 0), else_=Meeting.minutes)).label("group_minutes"),
        )
        .join(Enrolment, points_at(Attendance.enrolment_id, Enrolment))
        .join(Meeting, points_at(Attendance.meeting_id, Meeting))
        .outerjoin(Group, points_at(Meeting.group_id, Group))
        .where(Attendance.state == "present", *_counts(work, cycle))
        .group_by(Attendance.enrolment_id)
    )
    return _participants(work, cycle, query).subquery()


def _codes(moment: str) -> Any:
    """The codes of outcomes that stand for this moment."""
    return (
        select(func.array_agg(Outcome.code))
        .where(
            points_at(Outcome.enrolment_id, Enrolment),
            Outcome.moment == moment,
            Outcome.state != "withdrawn",
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _mentors(work: Work, cycle: Cycle, mentoring: Kinds) -> Any:
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
            theirs.role.not_in(model_of(work, cycle).outcome_roles),
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


def _seats(work: Work, cycle: Cycle, mentoring: Kinds) -> Any:
    """Attended and expected seats at group meetings, as [attended, expected].

    Expected is whoever was marked, in whatever way, and whoever had their place on that day: in the
    group, or in the cycle when the meeting was the cycle's.
    """
    attended = func.count(case((Attendance.state == "present", 1)))
    of_group = and_(
        points_at(Membership.group_id, Group), points_at(Membership.enrolment_id, Enrolment)
    )
    marked = and_(
        points_at(Attendance.meeting_id, Meeting), points_at(Attendance.enrolment_id, Enrolment)
    )
    query = (
        select(func.jsonb_build_array(attended, func.count()))
        .select_from(Meeting)
        .join(Enrolment, Enrolment.tenant_id == Meeting.tenant_id)
        .outerjoin(Group, points_at(Meeting.group_id, Group))
        .outerjoin(Membership, of_group)
        .outerjoin(Attendance, marked)
        .where(
            *_counts(work, cycle),
            or_(Meeting.cycle_id == cycle.id, Group.cycle_id == cycle.id),
            or_(Group.id.is_(None), Group.kind.not_in(mentoring)),
            or_(Attendance.id.is_not(None), _in_group(), _in_cycle()),
        )
    )
    # Not told apart from the people outside of it: it is asked once for all of them.
    return _participants(work, cycle, query).correlate(None).scalar_subquery()


def _in_group() -> ColumnElement[bool]:
    day = cast(Meeting.local_start, Date)
    stays = or_(Membership.left_on.is_(None), Membership.left_on >= day)
    return and_(Membership.joined_on <= day, stays)


def _in_cycle() -> ColumnElement[bool]:
    """Accepted by that day, and not gone before it. Who was never accepted ended when decided upon."""
    day = cast(Meeting.local_start, Date)
    decided, ended = (
        cast(func.timezone(Meeting.zone, moment), Date)
        for moment in (Enrolment.decided_at, Enrolment.ended_at)
    )
    stays = and_(ended >= day, Enrolment.ended_at > Enrolment.decided_at)
    return and_(
        Meeting.cycle_id.is_not(None),
        Enrolment.state != "candidate",
        decided <= day,
        or_(Enrolment.ended_at.is_(None), stays),
    )
