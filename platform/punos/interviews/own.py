"""An applicant's own interview: the time they have, and those they can choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import and_, or_, select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.interviews.booking import may_choose, plan_for, too_late
from punos.interviews.models import InterviewSlot
from punos.interviews.reading import local_now, starts_at, suits
from punos.work import Work

MOST_SHOWN = 200


@dataclass(frozen=True)
class OwnInterview:
    """`slot` is the time they have or had last; `free` those that they can choose, the earliest first."""

    slot: InterviewSlot | None
    free: Sequence[InterviewSlot]
    late: bool
    """Whether it is too late to change or give up the time they have."""

    @property
    def state(self) -> str:
        """booked · over (nobody has said yet how it went) · held · missed · choose · none."""
        if self.slot is None:
            return "choose" if self.free else "none"
        if self.slot.state == "booked" and starts_at(self.slot) < clock.now():
            return "over"
        return self.slot.state

    @property
    def can_choose(self) -> bool:
        """Whether they can take one of the free times."""
        return bool(self.free) and self.state in ("choose", "missed", "booked") and not self.late

    @property
    def days(self) -> list[tuple[date, list[InterviewSlot]]]:
        """The free times, day by day."""
        return [
            (day, list(times)) for day, times in groupby(self.free, lambda s: s.local_start.date())
        ]


def own_interview(work: Work, enrolment: Enrolment) -> OwnInterview:
    """What an applicant is shown of interviews: two statements."""
    free = and_(
        InterviewSlot.state == "open", InterviewSlot.local_start > local_now(), suits(enrolment)
    )
    theirs = InterviewSlot.enrolment_id == enrolment.id
    query = select(InterviewSlot).where(
        or_(theirs, free) if may_choose(work, enrolment) else theirs
    )
    found = work.session.scalars(
        query.order_by(InterviewSlot.local_start, InterviewSlot.id).limit(MOST_SHOWN)
    ).all()
    slot = next((one for one in reversed(found) if one.enrolment_id == enrolment.id), None)
    if not found:
        return OwnInterview(None, (), late=False)
    plan = plan_for(work, enrolment)
    choices: dict[tuple[datetime, str | None], InterviewSlot] = {}
    for one in found:
        if one.state == "open" and not too_late(one, plan):
            # Two who interview at the same time in the same place are one choice.
            choices.setdefault((one.local_start, one.place), one)
    late = slot is not None and slot.state == "booked" and too_late(slot, plan)
    return OwnInterview(slot, list(choices.values()), late=late)
