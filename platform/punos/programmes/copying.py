"""A cycle copied into the next: its days moved by as many as lie between the two beginnings.

Phases, targets, page texts, meetings of everybody and trainings come along as plans, the programme's
newest settings with them. No people do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.meetings.common import COMMON, common_meetings, plan_common
from punos.meetings.models import Meeting
from punos.programmes.cycles import PhasePlan, create_cycle, model_of, phases_of
from punos.programmes.models import Cycle, Phase, Programme
from punos.programmes.planning import CycleDates, free_slug, usual_dates
from punos.trainings.models import Training, TrainingCycle
from punos.trainings.service import Plan, plan_training
from punos.work import Work

Span = tuple[date, date]


@dataclass(frozen=True)
class Source:
    """What of a cycle can be copied; meetings and trainings without those that were cancelled."""

    cycle: Cycle
    phases: Sequence[Phase]
    meetings: Sequence[Meeting]
    trainings: Sequence[Training]


@dataclass(frozen=True)
class Copy:
    """The cycle to be made. What has no day in `phases`, `meetings` and `trainings` is left out.

    They are by the id of what they are copied from; the hour of a meeting stays what it was.
    """

    names: Mapping[str, str]
    dates: CycleDates
    phases: Mapping[UUID, Span] = field(default_factory=dict)
    meetings: Mapping[UUID, date] = field(default_factory=dict)
    trainings: Mapping[UUID, date] = field(default_factory=dict)


def source_of(work: Work, cycle: Cycle) -> Source:
    """What a cycle has to be copied; meetings only for those who may plan them."""
    may_plan = work.actor.may(COMMON)
    return Source(
        cycle,
        phases_of(work, cycle),
        _meetings(work, cycle) if may_plan else (),
        _trainings(work, cycle) if may_plan else (),
    )


def proposed(work: Work, source: Source, starts_on: date | None = None) -> Copy:
    """A copy that begins on this day, or as soon as a next cycle usually would.

    Everything in it is as many days from the first day as before. A year in a name moves along.
    """
    cycle = source.cycle
    usual = usual_dates(work, cycle.programme)
    begin = starts_on or usual.starts_on
    move = begin - cycle.starts_on
    apply_from, apply_until = cycle.apply_from, cycle.apply_until
    return Copy(
        names={code: _named(name, cycle.starts_on, begin) for code, name in cycle.names.items()},
        dates=CycleDates(
            apply_from + move if apply_from else begin - (usual.starts_on - usual.apply_from),
            apply_until + move if apply_until else begin - (usual.starts_on - usual.apply_until),
            begin,
            cycle.ends_on + move,
        ),
        phases={
            one.id: (one.planned_from + move, one.planned_until + move) for one in source.phases
        },
        meetings={one.id: one.local_start.date() + move for one in source.meetings},
        trainings={one.id: one.meeting.local_start.date() + move for one in source.trainings},
    )


def copy_cycle(work: Work, source: Source, copy: Copy) -> Cycle:
    """Plan the cycle. The same copy made twice is one cycle.

    Raises Refused when a last day is before its first.
    """
    programme = source.cycle.programme
    # Held, so that the same form sent twice at once does not plan two.
    lock_row(work.session, Programme, programme.id)
    if there := _same(work, programme, copy):
        return there
    cycle = create_cycle(
        work,
        programme,
        slug=free_slug(work, programme, copy.dates.starts_on),
        names=copy.names,
        targets=source.cycle.targets,
        phases=[
            PhasePlan(one.kind, one.names, *copy.phases[one.id])
            for one in source.phases
            if one.id in copy.phases
        ],
        **vars(copy.dates),
    )
    cycle.page = dict(source.cycle.page)
    audit(work, "cycle.copied", "cycle", cycle.id, ["targets", "page"])
    _plan_meetings(work, cycle, source, copy)
    _plan_trainings(work, cycle, source, copy)
    return cycle


def _plan_meetings(work: Work, cycle: Cycle, source: Source, copy: Copy) -> None:
    for one in source.meetings:
        if one.id in copy.meetings:
            plan_common(
                work,
                cycle,
                kind=one.kind,
                local_start=_at(copy.meetings[one.id], one),
                minutes=one.minutes,
                place=one.place,
            )


def _plan_trainings(work: Work, cycle: Cycle, source: Source, copy: Copy) -> None:
    for one in source.trainings:
        day = copy.trainings.get(one.id)
        if day is None:
            continue
        planned = plan_training(work, cycle.programme, _plan(one, day, cycle))
        # The same training may have been copied along with another cycle: it is open to both.
        link = select(TrainingCycle).where(
            TrainingCycle.training_id == planned.id, TrainingCycle.cycle_id == cycle.id
        )
        if work.session.scalars(link).first() is None:
            work.session.add(TrainingCycle(training_id=planned.id, cycle_id=cycle.id))
            work.session.flush()


def _plan(training: Training, day: date, cycle: Cycle) -> Plan:
    meeting, until = training.meeting, training.sign_up_until
    ahead = meeting.local_start.date() - until if until else timedelta(0)
    return Plan(
        titles=training.titles,
        abouts=training.abouts,
        local_start=_at(day, meeting),
        minutes=meeting.minutes,
        place=meeting.place,
        cycles=[cycle.id],
        roles=training.roles,
        seats=training.seats,
        sign_up_until=day - ahead if until else None,
    )


def _at(day: date, meeting: Meeting) -> datetime:
    """The same hour on the wall, whatever summer time does in between."""
    return datetime.combine(day, meeting.local_start.time())


def _named(name: str, before: date, now: date) -> str:
    return name.replace(str(before.year), str(now.year))


def _same(work: Work, programme: Programme, copy: Copy) -> Cycle | None:
    query = select(Cycle).where(
        Cycle.programme_id == programme.id,
        Cycle.state == "planned",
        Cycle.starts_on == copy.dates.starts_on,
        Cycle.ends_on == copy.dates.ends_on,
    )
    names = dict(copy.names)
    return next((one for one in work.session.scalars(query) if one.names == names), None)


def _meetings(work: Work, cycle: Cycle) -> list[Meeting]:
    kinds = model_of(work, cycle).common_kinds
    found = (one.meeting for one in common_meetings(work, cycle))
    return [one for one in found if one.kind in kinds and one.state != "cancelled"]


def _trainings(work: Work, cycle: Cycle) -> list[Training]:
    query = (
        select(Training)
        .join(TrainingCycle, points_at(TrainingCycle.training_id, Training))
        .join(Meeting, points_at(Training.meeting_id, Meeting))
        .where(TrainingCycle.cycle_id == cycle.id, Meeting.state != "cancelled")
        .options(joinedload(Training.meeting))
        .order_by(Meeting.local_start, Training.id)
    )
    return list(work.session.scalars(query))
